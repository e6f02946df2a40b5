package dev.krait.multiprocessing.starts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.Pool;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers take over from their parent, and what they cannot have. */
class InheritanceTest {
    @TempDir
    Path folder;

    static int factor = 1;

    /** Something to be defined again under other circumstances. */
    static final class Thing implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static byte[] thing() throws Exception {
        try (InputStream bytes = Thing.class.getResourceAsStream("InheritanceTest$Thing.class")) {
            return bytes.readAllBytes();
        }
    }

    @Test
    void hiddenClass_isRefusedAtTheCallByName() throws Exception {
        Class<?> hidden =
                MethodHandles.lookup().defineHiddenClass(thing(), true).lookupClass();
        Object instance = hidden.getDeclaredConstructor().newInstance();
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(x -> x, instance))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(hidden.getName())
                    .hasMessageContaining("hidden class");
            assertThat(pool.apply(() -> "alive")).isEqualTo("alive");
        }
    }

    @Test
    void classWithoutAClassFile_isRefusedAtTheCallByName() throws Exception {
        byte[] bytes = thing();
        var loader = new ClassLoader("making things up", null) {
            Class<?> define() {
                return defineClass(Thing.class.getName(), bytes, 0, bytes.length);
            }
        };
        var constructor = loader.define().getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(x -> x, instance))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("InheritanceTest$Thing")
                    .hasMessageContaining("has no class file");
        }
    }

    @Test
    void staticFieldThatTheParentChanged_hasItsFirstValueInWorkers() throws Exception {
        factor = 5;
        try (var pool = new Pool(1)) {
            assertThat(pool.map(x -> x * factor, List.of(1, 2, 3)))
                    .as("the porting guide warns of this")
                    .containsExactly(1, 2, 3);
            int current = factor;
            assertThat(pool.map(x -> x * current, List.of(1, 2, 3))).containsExactly(5, 10, 15);
        } finally {
            factor = 1;
        }
    }

    @Test
    void optionsOfTheProgram_areInheritedAndThoseOfOneProcessAreNot() throws Exception {
        Path classes = Programs.compile(folder, "Options", """
                import dev.krait.multiprocessing.Pool;
                import java.lang.management.ManagementFactory;

                public class Options {
                    public static void main(String[] arguments) throws Exception {
                        try (var pool = new Pool(1)) {
                            System.out.println(pool.apply(() -> System.getProperty("some.text")));
                            System.out.println(pool.apply(() -> Options.class.desiredAssertionStatus()));
                            System.out.println(pool.apply(() -> {
                                var field = String.class.getDeclaredField("value");
                                field.setAccessible(true);
                                return field.getName();
                            }));
                            System.out.println(pool.apply(() -> ManagementFactory.getRuntimeMXBean()
                                    .getInputArguments().stream()
                                    .filter(option -> option.startsWith("-Xmx") || option.startsWith("-agentlib")
                                            || option.contains("jmxremote"))
                                    .toList()
                                    .toString()));
                            System.out.println(pool.apply(() -> ManagementFactory.getRuntimeMXBean()
                                    .getInputArguments().contains("--enable-preview")));
                        }
                    }
                }
                """, "-cp", Programs.path(Programs.krait()));

        Programs.run(
                        folder,
                        List.of(
                                "-Ddev.krait.cache=off",
                                "-Dsome.text=a \"quoted\" C:\\path # here",
                                "-ea",
                                "--enable-preview",
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "-Xmx222m",
                                "-Dcom.sun.management.jmxremote.local.only=true",
                                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0",
                                "-cp",
                                Programs.path(
                                        Programs.krait().get(0),
                                        Programs.krait().get(1),
                                        classes),
                                "Options"))
                .assertSays("a \"quoted\" C:\\path # here\ntrue\nvalue\n[]\ntrue");
    }
}
