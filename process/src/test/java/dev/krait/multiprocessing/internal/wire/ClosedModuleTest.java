package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InvalidObjectException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lambdas and records of classes that lie in a module which opens nothing here, and in no module elsewhere. */
class ClosedModuleTest {
    private static final String SOURCE = """
            package closed;
            public class Maker {
                public interface Task<T> extends java.util.function.Supplier<T>, java.io.Serializable {}
                public static Task<Object> constant() {
                    return () -> "constant";
                }
                public static Task<Object> holding(java.util.List<Object> held, Object none, int number) {
                    return () -> java.util.Arrays.asList(held, none, number);
                }
            }
            """;

    private static final String RECORD = """
            package closed;
            public record Held(
                    int i, long j, double d, float f, boolean z, byte b, short s, char c,
                    String text, java.util.List<Object> list, Object none, int[] numbers) implements java.io.Serializable {
                public Held {
                    if (i < 0) {
                        throw new IllegalArgumentException("too little");
                    }
                }
                public static Held of(int i, java.util.List<Object> list) {
                    return new Held(i, 2, 3.5, 4.5f, true, (byte) 5, (short) 6, '7', "eight", list, null, new int[] {9});
                }
            }
            """;

    private URLClassLoader open;
    private ClassLoader closed;

    @BeforeEach
    void compile(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.createDirectory(source.resolve("closed"));
        Files.writeString(source.resolve("closed/Maker.java"), SOURCE);
        Files.writeString(source.resolve("closed/Held.java"), RECORD);
        Files.writeString(source.resolve("module-info.java"), "module closed { exports closed; }");
        Path classes = folder.resolve("classes");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        source.resolve("closed/Maker.java").toString(),
                        source.resolve("closed/Held.java").toString(),
                        source.resolve("module-info.java").toString());
        assertThat(status).isZero();
        open = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        Configuration parts = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("closed"));
        closed = ModuleLayer.boot()
                .defineModulesWithOneLoader(parts, getClass().getClassLoader())
                .findLoader("closed");
    }

    @AfterEach
    void close() throws Exception {
        open.close();
    }

    private static Object lambda(ClassLoader loader, List<Object> held) throws Exception {
        Class<?> maker = loader.loadClass("closed.Maker");
        return maker.getMethod("holding", List.class, Object.class, int.class).invoke(null, held, null, 7);
    }

    private static Object travel(Object value, ClassLoader from, ClassLoader to) throws Exception {
        var out = new ByteWriter(256);
        new ValueEncoder(out, ClassRoutes.byName(from)).encode(value);
        return new ValueDecoder(new ByteReader(out.toByteArray()), to).decode();
    }

    @Test
    void lambda_intoTheClosedModule_arrivesWithWhatItHolds() throws Exception {
        var held = new ArrayList<Object>(List.of("a", "b"));
        Object sent = List.of(held, lambda(open, held));
        var arrived = (List<?>) travel(sent, open, closed);
        var lambda = (Supplier<?>) arrived.get(1);
        assertThat(lambda.getClass().getClassLoader()).isSameAs(closed);
        var result = (List<?>) lambda.get();
        assertThat(result.get(0)).isEqualTo(held).isSameAs(arrived.get(0));
        assertThat(result.get(1)).isNull();
        assertThat(result.get(2)).isEqualTo(7);
    }

    @Test
    void lambda_outOfTheClosedModule_arrives() throws Exception {
        var arrived = (Supplier<?>) travel(lambda(closed, List.of("a")), closed, open);
        assertThat(arrived.getClass().getClassLoader()).isSameAs(open);
        assertThat(arrived.get())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .contains(List.of("a"), 7);
    }

    @Test
    void lambdaThatHoldsNothing_isAConstantWhateverItsModuleOpens() throws Exception {
        for (ClassLoader loader : List.of(open, closed)) {
            Object constant =
                    loader.loadClass("closed.Maker").getMethod("constant").invoke(null);
            assertThat(ValueEncoder.capturesNothing(constant)).isTrue();
            assertThat(ValueEncoder.capturesNothing(lambda(loader, List.of()))).isFalse();
        }
    }

    private static Object held(ClassLoader loader, int number, List<Object> list) throws Exception {
        return loader.loadClass("closed.Held")
                .getMethod("of", int.class, List.class)
                .invoke(null, number, list);
    }

    private static List<Object> components(Object record) throws Exception {
        var values = new ArrayList<>();
        for (var component : record.getClass().getRecordComponents()) {
            values.add(component.getAccessor().invoke(record));
        }
        return values;
    }

    @Test
    void record_intoTheClosedModule_isBuiltByTheJdk() throws Exception {
        var list = new ArrayList<Object>(List.of("a", "b"));
        Object first = held(open, 1, list);
        byte[] sent = new SameProgram(open).encoded(List.of(list, first, held(open, 2, List.of()), first));
        assertThat(sent[0]).isEqualTo((byte) Tag.LIST_OF);

        var arrived = (List<?>) new SameProgram(closed).decoded(sent);

        assertThat(arrived.get(1).getClass().getClassLoader()).isSameAs(closed);
        assertThat(components(arrived.get(1))).usingRecursiveComparison().isEqualTo(components(first));
        assertThat(components(arrived.get(1))).element(9).isSameAs(arrived.get(0));
        assertThat(components(arrived.get(2))).startsWith(2);
        assertThat(arrived.get(3)).isSameAs(arrived.get(1));
    }

    @Test
    void recordWhoseConstructorFails_intoTheClosedModule_failsAsElsewhere() throws Exception {
        byte[] sent = new SameProgram(open).encoded(held(open, 1, List.of()));
        int number = 3 + PlainRecord.received(open.loadClass("closed.Held")).signature().length;
        sent[number] = 1; // which is minus one
        for (ClassLoader loader : List.of(open, closed)) {
            assertThatThrownBy(() -> new SameProgram(loader).decoded(sent))
                    .isInstanceOf(InvalidObjectException.class)
                    .hasMessage("too little")
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void record_outOfTheClosedModule_isAnObjectStream() throws Exception {
        Object sent = held(closed, 1, List.of("a"));
        byte[] bytes = new SameProgram(closed).encoded(sent);
        assertThat(bytes[0]).isEqualTo((byte) Tag.JAVA);
        assertThat(components(new SameProgram(open).decoded(bytes)))
                .usingRecursiveComparison()
                .isEqualTo(components(sent));
    }

    @Test
    void recordOfAnotherLoader_arrivesInItsOwn() throws Exception {
        ClassLoader home = getClass().getClassLoader();
        Object first = held(open, 1, List.of());
        Object sent = List.of(first, first, held(open, 2, List.of()));
        var arrived = (List<?>) new SameProgram(home, closed).decoded(new SameProgram(home, open).encoded(sent));
        assertThat(arrived.get(0).getClass().getClassLoader()).isSameAs(closed);
        assertThat(arrived.get(1)).isSameAs(arrived.get(0));
        assertThat(components(arrived.get(2))).startsWith(2);
    }
}
