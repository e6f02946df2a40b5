package dev.krait.multiprocessing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an item is called in the text of a failure. */
final class ItemText {
    private static final int LONGEST = 80;

    private ItemText() {}

    static String of(long index, @Nullable Object item, String call) {
        String text = Objects.toString(item);
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
        return "item " + index + " (" + shown + ") of " + call;
    }
}
