package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Lambdas of a class that lies in a module which opens nothing here, and in no module elsewhere. */
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

    private URLClassLoader open;
    private ClassLoader closed;

    @BeforeEach
    void compile(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.createDirectory(source.resolve("closed"));
        Files.writeString(source.resolve("closed/Maker.java"), SOURCE);
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
}
