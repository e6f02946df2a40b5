package dev.krait.multiprocessing.internal.pool;

/** Puts the name of a process before each line that it prints. Not thread-safe. */
public final class LineLabel {
    private final String label;

    /** Whether each stream, 1 and 2, stands at the beginning of a line. */
    private final boolean[] fresh = {true, true, true};

    /** The label of the process with this name. */
    public LineLabel(String name) {
        label = "[" + name + "] ";
    }

    /** The text that a stream prints next, with labels. */
    public String before(int stream, String text) {
        var labelled = new StringBuilder(text.length() + label.length());
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from) + 1;
            int to = end == 0 ? text.length() : end;
            if (fresh[stream]) {
                labelled.append(label);
            }
            labelled.append(text, from, to);
            fresh[stream] = end > 0;
            from = to;
        }
        return labelled.toString();
    }
}
