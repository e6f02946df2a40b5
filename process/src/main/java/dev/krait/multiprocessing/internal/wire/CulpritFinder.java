package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the part of a value that keeps it from travelling, and by which way it hangs on the value.
 *
 * <p>An object stream is asked what it would write next for each object: it shows every part to {@code replaceObject},
 * which gives null for it, so that the stream goes no deeper. That needs no access to private fields, works for what a
 * lambda captures, and follows a {@code writeReplace}. Only the fields' names are looked up by reflection, where that is
 * allowed; elsewhere a part is named by its class.
 */
final class CulpritFinder {
    private static final int MOST_OBJECTS = 5000;

    /** What there is for threads and for processes. */
    private static final Set<String> SHARED = Set.of(
            "Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier", "Queue", "SimpleQueue");

    /** An object on the way to the culprit. */
    private record Step(@Nullable Step from, String label, Object value) {
        /** The way to it from the value that was to travel; empty for that value itself. */
        String path() {
            if (from == null) {
                return "";
            }
            String before = from.path();
            return before.isEmpty() ? label : before + " -> " + label;
        }

        /** What the sentence on its failure is about. */
        String subject() {
            return from == null ? "it" : path();
        }
    }

    private CulpritFinder() {}

    /**
     * The way from a value to the first part of it that is not serializable, and what is wrong with that part.
     *
     * @return null if none was found
     */
    static @Nullable String find(Object root) {
        try (var passage = Passage.begin()) { // Nothing moves: it is only looked at.
            return search(root);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return null; // The program's own code fails in other ways too; its own exception says more then.
        }
    }

    private static @Nullable String search(Object root) throws IOException {
        Deque<Step> open = new ArrayDeque<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        open.add(new Step(null, "", root));
        while (!open.isEmpty() && seen.size() < MOST_OBJECTS) {
            Step step = open.remove();
            if (!seen.add(step.value)) {
                continue;
            }
            var probe = new Probe();
            try {
                probe.writeObject(step.value);
            } catch (NotSerializableException e) {
                if (probe.first == e || isReason(e.getMessage(), probe.first)) {
                    // Its writeReplace threw it, or that of a part, and the stream went on to write the exception.
                    return step.from == null ? e.getMessage() : step.path() + ": " + e.getMessage();
                }
                return step.subject()
                        + (probe.first == step.value ? "" : " is replaced by " + named(probe.first) + ", which")
                        + " is not serializable; " + remedy(step.value);
            }
            Object written = probe.first == null ? step.value : probe.first;
            if (written instanceof SerializedLambda lambda) {
                for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                    Object captured = lambda.getCapturedArg(i);
                    if (captured != null) {
                        open.add(new Step(step, "captured value " + i + ": " + named(captured), captured));
                    }
                }
                continue;
            }
            for (Object part : probe.parts) {
                open.add(new Step(step, label(step.value, written, part), part));
            }
        }
        return null;
    }

    /** Whether somebody says why; the stream itself names the class of what it was to write, and may show the way there. */
    private static boolean isReason(@Nullable String message, @Nullable Object written) {
        if (message == null || written == null) {
            return false;
        }
        String name = written.getClass().getName();
        return !message.equals(name) && !message.startsWith(name + "\n");
    }

    private static String remedy(Object value) {
        Class<?> culprit = value.getClass();
        String home = culprit.getPackageName();
        if (SHARED.contains(culprit.getSimpleName())
                && (home.equals("dev.krait.threading") || home.equals("dev.krait.queue"))) {
            return "take dev.krait.multiprocessing." + culprit.getSimpleName() + ", which processes share";
        }
        ClassLoader loader = culprit.getClassLoader();
        if (culprit.getName().equals("dev.krait.multiprocessing.connection.Pipe")) {
            return "send one of its ends, such as child(), which moves there while the other stays";
        }
        boolean ours = home.startsWith("dev.krait.") && Modifier.isPublic(culprit.getModifiers());
        boolean ofTheProgram = !ours && loader != null && loader != ClassLoader.getPlatformClassLoader();
        return ofTheProgram
                ? "let its class implement java.io.Serializable, or send what it is made of"
                : standInFor(value);
    }

    /** What to send instead of an object of a class that the program cannot change. */
    private static String standInFor(Object value) {
        if (value instanceof Set) {
            return "send a copy, such as new HashSet<>(it)";
        } else if (value instanceof Collection) {
            return "send a copy, such as new ArrayList<>(it)";
        } else if (value instanceof Map) {
            return "send a copy, such as new HashMap<>(it)";
        } else if (value instanceof Map.Entry) {
            return "send a copy, such as new AbstractMap.SimpleEntry<>(it)";
        } else if (value instanceof Path) {
            return "send its toString()";
        } else if (value instanceof Optional) {
            return "send its value, or null";
        } else if (value instanceof BaseStream) {
            return "send a list of its elements";
        }
        return "let it be made in the other process, of what can travel";
    }

    private static String named(@Nullable Object value) {
        return value == null ? "null" : ValueName.of(value);
    }

    private static String label(Object owner, Object written, Object part) {
        String place = place(owner, part);
        if (place.isEmpty() && written != owner) {
            place = place(written, part);
        }
        return (place.isEmpty() ? "" : place + ": ") + named(part);
    }

    private static String place(Object owner, Object part) {
        if (owner instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] == part) {
                    return "element " + i;
                }
            }
        } else if (owner instanceof List<?> list) {
            int index = 0;
            for (Object element : list) {
                if (element == part) {
                    return "element " + index;
                }
                index++;
            }
        } else if (owner instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getValue() == part) {
                    return "value of " + named(entry.getKey());
                }
            }
        }
        return field(owner, part);
    }

    private static String field(Object owner, Object part) {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive()
                        && !Modifier.isStatic(field.getModifiers())
                        && field.trySetAccessible()
                        && stands(valueOf(field, owner), part)) {
                    return "field " + field.getName();
                }
            }
        }
        return "";
    }

    /** Whether what is written for a value is the part; the JDK's unmodifiable collections write another object. */
    private static boolean stands(@Nullable Object value, Object part) {
        return value == part
                || (value != null
                        && part.getClass().getName().equals("java.util.CollSer")
                        && value.getClass().getName().startsWith("java.util.ImmutableCollections$"));
    }

    private static @Nullable Object valueOf(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    /** Writes one object without its parts, and notes them. */
    private static final class Probe extends ObjectOutputStream {
        private final List<Object> parts = new ArrayList<>();
        private @Nullable Object first;

        Probe() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (first == null) {
                first = object;
                return object;
            }
            if (!(object instanceof String) && !(object instanceof Enum<?>)) {
                parts.add(object);
            }
            return null;
        }
    }
}
