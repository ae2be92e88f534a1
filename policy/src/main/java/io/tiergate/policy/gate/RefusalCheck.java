package io.tiergate.policy.gate;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;

/**
 * Fails an answer that opens with a refusal, in English, German, French or Spanish. Only the opening is looked at, so that an
 * answer may quote a refusal; an inability counts only with a verb of helping or answering, so that {@code I cannot find a
 * bug here} passes. The list is curated and knowingly incomplete: it is to be sure where it fires.
 */
final class RefusalCheck implements Check {
    private static final int OPENING_CHARS = 200;

    private static final String EN_VERB =
            "(?:help|assist|provide|comply|fulfil+|do (?:that|this)|create|generate|write|produce|answer"
                    + "|respond|support|discuss|engage|continue|share|give|offer|complete|process|participate|facilitate|advise"
                    + "|promote|in good conscience|view|access|open|browse|translate|summari[sz]e|proceed)\\b";
    private static final String EN_UNABLE =
            "(?:can(?:no|')t|can not|(?:a|')m (?:sorry,? but )?(?:unable|not able|not allowed|not permitted) to|won't"
                    + "|will not|am (?:unable|not able|not allowed|not permitted) to|(?:must|have to) (?:respectfully )?(?:decline|refuse))";
    private static final String DE_VERB =
            "(?:helfen|weiterhelfen|unterstützen|bereitstellen|beantworten|erstellen|geben|erfüllen|schreiben"
                    + "|nachkommen|anbieten|liefern|generieren|erledigen|behilflich|antworten|verfassen)";
    private static final String FR_VERB =
            "(?:aider|fournir|répondre|créer|générer|écrire|accéder|satisfaire|donner|assister|rédiger|traiter|produire|faire)";
    private static final String ES_VERB =
            "(?:ayudar|proporcionar|responder|crear|generar|escribir|cumplir|ofrecer|dar|asistir|realizar|completar|procesar)";

    /** Matched at the very start of the lower-case opening. */
    private static final List<Pattern> OPENINGS = List.of(
            // English
            Pattern.compile("^"
                    + leads(
                            "(?:i'm|i am|we're) (?:very |so |really |truly )?sorry|sorry|i apologi[sz]e|my apologies|apologies"
                                    + "|unfortunately|regrettably|i regret|thank you for (?:your question|asking)|i understand[^.!]{0,60}"
                                    + "|as an? (?:ai|artificial intelligence|language model|large language model|assistant)[^,.]{0,40}")
                    + "(?:but |that |however,? )?(?:i|we)(?: |')(?:really |simply |just )?" + "(?:" + EN_UNABLE
                    + ")(?: (?:really|currently|directly|legally|ethically|be able to|to))*(?: " + EN_VERB + "|[.!])"),
            Pattern.compile("^" + leads("(?:i'm|i am) sorry|sorry|unfortunately")
                    + "(?:but )?(?:i'm|i am) (?:unable|not able|not allowed|not permitted) to " + EN_VERB),
            Pattern.compile(
                    "^(?:(?:i'm|i am) sorry,? (?:but )?)?(?:i must|i have to|i'll have to) (?:respectfully |politely )?(?:decline|refuse)\\b"),
            Pattern.compile("^(?:(?:i'm|i am) sorry,? (?:but )?)?(?:i'm|i am) not comfortable\\b"),
            Pattern.compile(
                    "^(?:(?:i'm|i am) sorry,? (?:but )?)?(?:that|this|your request) (?:is|goes|violates)[^.]{0,60}(?:against my|my guidelines|not something i can)"),
            // German
            Pattern.compile("^"
                    + leads("(?:es )?tut mir (?:sehr )?leid|entschuldigung|entschuldige|leider|ich bedau(?:e)?re"
                            + "|als (?:ki|künstliche intelligenz|sprachmodell|ki-\\pL+)[^.]{0,20}")
                    + "(?:aber |dass |jedoch )?(?:(?:dabei|damit|hierbei|das|dies|diese[rnsm]? \\pL+) )?(?:ich )?(?:kann|darf|werde|möchte) "
                    + "(?:ich )?[^.!]{0,60}?(?:nicht|keine?n?)\\b[^.!]{0,60}\\b" + DE_VERB + "\\b"),
            Pattern.compile("^ich muss (?:das |dies |diese \\pL+ )?(?:leider )?ablehnen\\b"),
            // French
            Pattern.compile("^"
                    + leads("(?:je suis |)(?:vraiment |sincèrement )?désolée?|malheureusement|je regrette|excusez-moi"
                            + "|en tant qu['e] ?(?:ia|intelligence artificielle|modèle|assistant)[^,.]{0,40}")
                    + "(?:mais )?je ne (?:peux|puis|suis) (?:malheureusement )?pas (?:en mesure |autorisée? |capable )?(?:de |d'|à )?"
                    + "(?:vous |t'|te |y )?" + FR_VERB + "\\b"),
            // Spanish
            Pattern.compile("^"
                    + leads("lo siento(?: mucho)?|lamentablemente|desafortunadamente|lo lamento|disculpa|disculpe"
                            + "|como (?:ia|inteligencia artificial|modelo|asistente)[^,.]{0,40}")
                    + "(?:pero )?(?:yo )?(?:no (?:me es posible|puedo|estoy en condiciones de|tengo permitido)) (?:lamentablemente )?"
                    + ES_VERB + "(?:te|le|les|lo|la|os)?\\b"));

    private static String leads(String alternatives) {
        return "(?:(?:" + alternatives + ")(?:[,.!:;] *| +))*";
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        if (answer.toolCalls()) {
            return CheckResult.skipped(name(), "calls tools");
        }
        String opening = opening(answer.text());
        for (Pattern pattern : OPENINGS) {
            if (pattern.matcher(opening).find()) {
                return CheckResult.failed(name(), "opens with a refusal");
            }
        }
        return CheckResult.passed(name());
    }

    /** The first characters in lower case, quotes and markup before them taken off, blanks collapsed. */
    private static String opening(String text) {
        int start = 0;
        while (start < text.length() && !Character.isLetterOrDigit(text.charAt(start))) {
            start++;
        }
        StringBuilder out = new StringBuilder();
        boolean gap = false;
        for (int i = start; i < text.length() && out.length() < OPENING_CHARS; i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = true;
                continue;
            }
            if (gap) {
                out.append(' ');
                gap = false;
            }
            out.append(c == '’' || c == '‘' || c == '`' ? '\'' : c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }
}
