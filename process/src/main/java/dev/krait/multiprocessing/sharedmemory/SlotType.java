package dev.krait.multiprocessing.sharedmemory;

/** What a slot of a {@link ShareableList} holds, with its code in memory and Python's code for it. */
enum SlotType {
    NONE('n', "xxxxxx?x"),
    BOOLEAN('?', "xxxxxxx?"),
    INTEGER('i', "q"),
    LONG('q', "q"),
    DOUBLE('d', "d"),
    STRING('s', "s"),
    BYTES('b', "s");

    private final char code;
    private final String format;

    SlotType(char code, String format) {
        this.code = code;
        this.format = format;
    }

    /** Whether its bytes can be of any number. */
    boolean hasBytes() {
        return format.equals("s");
    }

    /** What stands in memory for it. */
    long code() {
        return code;
    }

    /** Python's packing code for such a slot. */
    String format(long room) {
        return hasBytes() ? room + format : format;
    }

    static SlotType of(long code) {
        for (SlotType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalStateException(
                "a slot of this list is of the unknown kind " + code + "; somebody wrote over it");
    }
}
