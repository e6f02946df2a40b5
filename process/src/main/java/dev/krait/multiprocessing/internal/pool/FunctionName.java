package dev.krait.multiprocessing.internal.pool;

/** What a function is called in the text of a failure. */
public final class FunctionName {
    private FunctionName() {}

    /** A name that a reader can find in the source, as far as a lambda has one. */
    public static String of(Object function) {
        String name = function.getClass().getTypeName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    }
}
