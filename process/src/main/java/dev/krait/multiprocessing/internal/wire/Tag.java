package dev.krait.multiprocessing.internal.wire;

/** The first byte of an encoded value: what it is and so how the rest reads. */
final class Tag {
    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int INTEGER = 3;
    static final int LONG = 4;
    static final int DOUBLE = 5;
    static final int FLOAT = 6;
    static final int BYTE = 7;
    static final int SHORT = 8;
    static final int CHARACTER = 9;
    static final int STRING = 10;
    static final int BIG_INTEGER = 11;
    static final int BIG_DECIMAL = 12;
    static final int UUID = 13;
    static final int DURATION = 14;
    static final int INSTANT = 15;
    static final int LOCAL_DATE = 16;
    static final int LOCAL_TIME = 17;
    static final int LOCAL_DATE_TIME = 18;
    static final int ENUM = 19;

    static final int BYTES = 24;
    static final int INTS = 25;
    static final int LONGS = 26;
    static final int DOUBLES = 27;
    static final int FLOATS = 28;
    static final int SHORTS = 29;
    static final int CHARS = 30;
    static final int BOOLEANS = 31;
    static final int STRINGS = 32;
    static final int OBJECTS = 33;

    /** An array of a primitive type that lies behind the message instead of in it: its own tag and its length follow. */
    static final int BEHIND = 34;

    /** Arrays of arrays of a primitive type: the tag of the innermost ones, how deep they lie, the length, the elements. */
    static final int ARRAYS = 35;

    static final int ARRAY_LIST = 40;
    static final int LINKED_LIST = 41;
    static final int ARRAY_DEQUE = 42;
    static final int LIST_OF = 43;
    static final int ARRAYS_AS_LIST = 44;
    static final int HASH_SET = 45;
    static final int LINKED_HASH_SET = 46;
    static final int TREE_SET = 47;
    static final int SET_OF = 48;
    static final int HASH_MAP = 49;
    static final int LINKED_HASH_MAP = 50;
    static final int TREE_MAP = 51;
    static final int MAP_OF = 52;

    /** An array or collection that came before in the same message, by its number. */
    static final int REFERENCE = 60;

    /** A JDK object stream, up to a length that precedes it. */
    static final int JAVA = 61;

    /** The same, followed by the routes of its classes in the order in which they are read. */
    static final int JAVA_ROUTED = 62;

    /** A lambda: the route and name of the class that it is written in, what it is, and the values that it captured. */
    static final int LAMBDA = 63;

    /**
     * A record: the number of its class among those of the message, or zero and the class's route, its name and what tells
     * versions of it apart; then its components, those of primitive types without a tag.
     */
    static final int RECORD = 64;

    private Tag() {}
}
