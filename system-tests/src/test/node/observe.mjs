// Uses the OpenAI SDK as any program would and prints, as one JSON object, what it saw.
import OpenAI from 'openai';

const [baseURL, key, limitedKey, prompt] = process.argv.slice(2);
const messages = JSON.parse(prompt);
const client = (apiKey) => new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const tiergate = client(key);

const tiergateHeaders = (headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-tiergate-')));

async function whole() {
  const { data, response } = await tiergate.chat.completions
    .create({ model: 'desk/chat', messages }, { headers: { 'x-tiergate-domain': 'general' } })
    .withResponse();
  return {
    text: data.choices[0].message.content,
    model: data.model,
    finish_reason: data.choices[0].finish_reason,
    output_tokens: data.usage.completion_tokens,
    headers: tiergateHeaders(response.headers),
  };
}

async function streamed() {
  const { data: stream, response } = await tiergate.chat.completions
    .create(
      { model: 'desk/chat', messages, stream: true, stream_options: { include_usage: true } },
      { headers: { 'x-tiergate-domain': 'general', 'x-tiergate-cache': 'none' } },
    )
    .withResponse();
  const seen = { text: '', pieces: 0, headers: tiergateHeaders(response.headers) };
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    seen.model = chunk.model;
    if (choice?.delta?.content) {
      seen.text += choice.delta.content;
      seen.pieces++;
    }
    seen.finish_reason = choice?.finish_reason ?? seen.finish_reason;
    seen.output_tokens = chunk.usage?.completion_tokens ?? seen.output_tokens;
  }
  return seen;
}

async function error(call) {
  try {
    await call();
    return null;
  } catch (e) {
    return { type: e.constructor.name, status: e.status, code: e.code };
  }
}

const ask = (sdk, model) => sdk.chat.completions.create({ model, messages });
const limited = client(limitedKey);

console.log(
  JSON.stringify({
    whole: await whole(),
    streamed: await streamed(),
    models: (await tiergate.models.list()).data.map((model) => model.id),
    wrong_key: await error(() => ask(client('tg_nobody_has_this'), 'desk')),
    unknown_model: await error(() => ask(tiergate, 'no-such-policy')),
    limited: await error(async () => {
      await ask(limited, 'desk');
      await ask(limited, 'desk');
    }),
  }),
);
