package dev.krait.concurrent.futures;

/** The logger of this package, {@code dev.krait.concurrent.futures}; asked for late, since most programs never need it. */
final class Log {
    private Log() {}

    static void warning(String message, Throwable cause) {
        System.getLogger("dev.krait.concurrent.futures").log(System.Logger.Level.WARNING, message, cause);
    }

    static void error(String message, Throwable cause) {
        System.getLogger("dev.krait.concurrent.futures").log(System.Logger.Level.ERROR, message, cause);
    }
}
