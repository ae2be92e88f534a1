package io.tiergate.policy.document;

import java.util.List;

/** What came of compiling a document: something complete, or every problem. */
public sealed interface CompileResult<T> {
    /**
     * Complete and checked.
     *
     * @param value what the document says
     * @param document as written
     * @param warnings by place
     */
    record Compiled<T>(T value, Document document, List<Problem> warnings) implements CompileResult<T> {
        public Compiled {
            warnings = List.copyOf(warnings);
        }

        /** The document's identity. */
        public Digest digest() {
            return document.digest();
        }

        /** A copy of the document's canonical JSON. */
        public byte[] canonical() {
            return document.canonical();
        }
    }

    /**
     * Refused.
     *
     * @param problems errors and warnings by place; at least one error
     */
    record Rejected<T>(List<Problem> problems) implements CompileResult<T> {
        public Rejected {
            problems = List.copyOf(problems);
        }

        /** One problem per line, for people. */
        public String report() {
            StringBuilder text = new StringBuilder();
            problems.forEach(problem -> text.append(problem).append('\n'));
            return text.toString();
        }
    }
}
