package dev.krait.multiprocessing.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** An object stream that finds classes by their routes, not through whoever happens to call it. */
final class RoutedObjectInput extends ObjectInputStream {
    private final ClassRoutes routes;
    private final int @Nullable [] noted;
    private int next;

    /**
     * A stream.
     *
     * @param noted the routes of its classes in their order, or null if all are at home
     */
    RoutedObjectInput(ByteArrayInputStream in, ClassRoutes routes, int @Nullable [] noted) throws IOException {
        super(in);
        this.routes = routes;
        this.noted = noted;
    }

    /** How it finds classes. */
    ClassRoutes routes() {
        return routes;
    }

    private int nextRoute() {
        if (noted == null) {
            return ClassRoutes.HOME;
        }
        if (next >= noted.length) {
            throw new WireException("an object stream describes more classes than the " + noted.length + " announced");
        }
        return noted[next++];
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        int route = nextRoute();
        try {
            return routes.find(route, descriptor.getName());
        } catch (ClassNotFoundException e) {
            return primitive(descriptor.getName(), e);
        }
    }

    private static Class<?> primitive(String name, ClassNotFoundException unknown) throws ClassNotFoundException {
        return switch (name) {
            case "boolean" -> boolean.class;
            case "byte" -> byte.class;
            case "char" -> char.class;
            case "short" -> short.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "float" -> float.class;
            case "double" -> double.class;
            case "void" -> void.class;
            default -> throw unknown;
        };
    }

    @Override
    protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
        int route = nextRoute();
        ClassLoader loader = routes.loader(route);
        var interfaces = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = routes.find(route, names[i]);
            if (!Modifier.isPublic(interfaces[i].getModifiers())) {
                // Its proxies are in its own package, and so must be defined by its own loader.
                loader = interfaces[i].getClassLoader();
            }
        }
        return Proxy.newProxyInstance(loader, interfaces, (proxy, method, arguments) -> null)
                .getClass();
    }
}
