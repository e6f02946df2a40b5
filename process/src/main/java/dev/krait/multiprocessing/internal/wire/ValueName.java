package dev.krait.multiprocessing.internal.wire;

/** What a value is called in the text of a failure. */
public final class ValueName {
    private ValueName() {}

    /** The class of a function, or where in the source its lambda is, as far as that has a name. */
    public static String ofFunction(Object function) {
        return ofFunctionClass(function.getClass());
    }

    /** The same, for who must not keep the function. */
    public static String ofFunctionClass(Class<?> function) {
        String name = function.getTypeName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    }

    /** One value among others: its class with an article, or its lambda. */
    static String of(Object value) {
        String name = ofFunction(value);
        return name.startsWith("a lambda of ") ? name : "a " + name;
    }
}
