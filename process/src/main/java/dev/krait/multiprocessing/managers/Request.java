package dev.krait.multiprocessing.managers;

/** What a client asks of a server, by the first byte of its message. */
enum Request {
    /** Call a method of an object. */
    CALL(0),
    /** Make an object of a registered type. */
    CREATE(1),
    /** Count one more reference to an object. */
    ATTACH(2),
    /** Show an object as text. */
    TEXT(3),
    /** Give a copy of an object. */
    VALUE(4),
    /** Say how many objects there are. */
    COUNT(5),
    /** Describe all objects. */
    DEBUG(6);

    private static final Request[] ALL = values();

    private final int number;

    Request(int number) {
        this.number = number;
    }

    /** The byte that stands for it. */
    int number() {
        return number;
    }

    /** The request of a byte. */
    static Request of(int number) {
        for (Request request : ALL) {
            if (request.number == number) {
                return request;
            }
        }
        throw new IllegalArgumentException("no request has the number " + number);
    }
}
