package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** How reports call an object: by the name that it was given, else by what tells it from others of its type. */
final class Labels {
    private Labels() {}

    static String of(Object object, @Nullable String name) {
        String type = object.getClass().getName();
        type = type.substring(type.lastIndexOf('.') + 1);
        return name == null ? type + "@" + Integer.toHexString(System.identityHashCode(object)) : type + " " + name;
    }

    static String checked(String name) {
        if (requireNonNull(name, "name; use the constructor without one").isBlank()) {
            throw new IllegalArgumentException("a name must not be blank; use the constructor without one");
        }
        return name;
    }
}
