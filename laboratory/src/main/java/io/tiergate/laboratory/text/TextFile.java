package io.tiergate.laboratory.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files as editors and spreadsheets write them: UTF-8, some with a mark before the text. */
public final class TextFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /**
     * Reads a file whole, without the mark.
     *
     * @throws IOException if it cannot be read
     * @throws UnusableSetException if it is not UTF-8
     */
    public static String read(Path file) throws IOException, UnusableSetException {
        try {
            return withoutMark(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new UnusableSetException(file.getFileName() + " is not UTF-8 text", "save it as UTF-8");
        }
    }

    /** The text without the mark that some write before it. */
    public static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }
}
