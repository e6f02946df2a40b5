package dev.krait.threading;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Lets a contract use classes that have the same methods and no interface in common. */
final class Likeness {
    private Likeness() {}

    static <T> T of(Class<T> type, Object object) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Method own = object.getClass().getMethod(method.getName(), method.getParameterTypes());
                    try {
                        return own.invoke(object, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
