"""Uses the OpenAI SDK as any program would and prints, as one JSON object, what it saw."""

import json
import sys

from openai import APIStatusError, OpenAI

base_url, key, limited_key, prompt = sys.argv[1:]
messages = json.loads(prompt)


def client(api_key):
    return OpenAI(base_url=base_url, api_key=api_key, max_retries=0)


tiergate = client(key)


def tiergate_headers(headers):
    return {name: value for name, value in headers.items() if name.startswith("x-tiergate-")}


def whole():
    reply = tiergate.chat.completions.with_raw_response.create(
        model="desk/chat", messages=messages, extra_headers={"x-tiergate-domain": "general"}
    )
    answer = reply.parse()
    return {
        "text": answer.choices[0].message.content,
        "model": answer.model,
        "finish_reason": answer.choices[0].finish_reason,
        "output_tokens": answer.usage.completion_tokens,
        "headers": tiergate_headers(reply.headers),
    }


def streamed():
    stream = tiergate.chat.completions.create(
        model="desk/chat",
        messages=messages,
        stream=True,
        stream_options={"include_usage": True},
        extra_headers={"x-tiergate-domain": "general", "x-tiergate-cache": "none"},
    )
    seen = {"text": "", "pieces": 0, "headers": tiergate_headers(stream.response.headers)}
    for chunk in stream:
        seen["model"] = chunk.model
        for choice in chunk.choices:
            if choice.delta.content:
                seen["text"] += choice.delta.content
                seen["pieces"] += 1
            seen["finish_reason"] = choice.finish_reason or seen.get("finish_reason")
        if chunk.usage:
            seen["output_tokens"] = chunk.usage.completion_tokens
    return seen


def error(call):
    try:
        call()
        return None
    except APIStatusError as e:
        return {"type": type(e).__name__, "status": e.status_code, "code": e.code}


def ask(sdk, model):
    return sdk.chat.completions.create(model=model, messages=messages)


def ask_twice(sdk):
    ask(sdk, "desk")
    ask(sdk, "desk")


print(
    json.dumps(
        {
            "whole": whole(),
            "streamed": streamed(),
            "models": [model.id for model in tiergate.models.list()],
            "wrong_key": error(lambda: ask(client("tg_nobody_has_this"), "desk")),
            "unknown_model": error(lambda: ask(tiergate, "no-such-policy")),
            "limited": error(lambda: ask_twice(client(limited_key))),
        }
    )
)
