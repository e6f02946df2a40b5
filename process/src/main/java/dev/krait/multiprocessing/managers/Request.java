package dev.krait.multiprocessing.managers;

/** What a client asks of a server, by the first byte of its message. */
enum Request {
    /** Call a method of an object. */
    CALL,
    /** Make an object of a registered type. */
    CREATE,
    /** Count one more reference to an object. */
    ATTACH,
    /** Show an object as text. */
    TEXT,
    /** Give a copy of an object. */
    VALUE,
    /** Say how many objects there are. */
    COUNT,
    /** Describe all objects. */
    DEBUG;

    private static final Request[] ALL = values();

    /** The request of a byte. */
    static Request of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new IllegalArgumentException("no request has the number " + number);
        }
        return ALL[number];
    }
}
