package dev.krait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.queue.Queue;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who depends on this module and nothing else compiles against it without a warning, however strict his compiler. */
class UserCompilesTest {
    private static final Source USER = new Source("user/Jobs", """
            package user;

            import dev.krait.queue.PriorityQueue;
            import dev.krait.queue.Queue;
            import dev.krait.queue.SimpleQueue;
            import dev.krait.threading.Barrier;
            import dev.krait.threading.Condition;
            import dev.krait.threading.Lock;
            import dev.krait.threading.Semaphore;
            import dev.krait.threading.Thread;
            import dev.krait.threading.Threading;

            public class Jobs extends Queue<String> {
                private final Lock lock = new Lock();
                private final Condition changed = new Condition(lock);

                public Jobs(int maxsize) {
                    super(maxsize);
                }

                @Override
                protected void putItem(String item) {
                    super.putItem(item.strip());
                }

                public int work(SimpleQueue<Integer> numbers, PriorityQueue<Integer> sorted, Semaphore permits)
                        throws Exception {
                    var barrier = new Barrier(2);
                    var thread = new Thread(() -> barrier.await());
                    thread.start();
                    barrier.await();
                    thread.joinOrThrow();
                    lock.run(changed::signalAll);
                    sorted.put(permits.call(numbers::get));
                    return Threading.activeCount();
                }
            }
            """);

    private static final Source MODULE = new Source("module-info", """
            module user {
                requires transitive dev.krait.core;

                exports user;
            }
            """);

    @TempDir
    private Path output;

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public String getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Our classes and what comes with them by Maven's rules. */
    private static String pathOfUsers() throws IOException, URISyntaxException {
        Path ours = Path.of(
                Queue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (InputStream file = UserCompilesTest.class.getResourceAsStream("/class-path-of-users.txt")) {
            assertThat(file)
                    .as("the class path of users, which the build writes in its phase process-test-resources")
                    .isNotNull();
            return ours + File.pathSeparator + new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private List<String> complaints(List<Source> sources, String... options) {
        var complaints = new DiagnosticCollector<JavaFileObject>();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        complaints,
                        Stream.concat(
                                        Stream.of("-Xlint:all", "-Werror", "-proc:none", "-d", output.toString()),
                                        Stream.of(options))
                                .toList(),
                        null,
                        sources)
                .call();
        List<String> all = complaints.getDiagnostics().stream()
                .map(complaint -> complaint.getKind() + ": " + complaint.getMessage(null))
                .toList();
        assertThat(compiled).as("compiled with complaints %s", all).isEqualTo(all.isEmpty());
        return all;
    }

    @Test
    void user_onTheClassPath_isNotWarned() throws Exception {
        assertThat(complaints(List.of(USER), "-cp", pathOfUsers())).isEmpty();
    }

    @Test
    void user_onTheModulePath_isNotWarned() throws Exception {
        assertThat(complaints(List.of(MODULE, USER), "-p", pathOfUsers())).isEmpty();
    }
}
