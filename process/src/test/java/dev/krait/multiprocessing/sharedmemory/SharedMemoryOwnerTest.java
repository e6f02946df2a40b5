package dev.krait.multiprocessing.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.testing.PrivateMount;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who keeps a block alive, and what becomes of it when they end or are killed. */
class SharedMemoryOwnerTest {
    /** A run of its own: makes or attaches a block, says so, and goes on until its input ends. */
    static final class Other {
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "create" -> SharedMemory.create(arguments[1], 4096).put(0, (byte) 9);
                case "untracked" -> SharedMemory.create(arguments[1], 4096, false);
                case "attach" -> SharedMemory.attach(arguments[1]);
                case "attach-and-close" -> SharedMemory.attach(arguments[1]).close();
                case "create-and-list" -> ShareableList.named(arguments[1], 1, "zwölf", null);
                case "too-large" -> {
                    try {
                        SharedMemory.create(arguments[1], 8 << 20);
                    } catch (java.io.IOException e) {
                        var left = new ArrayList<String>();
                        try (var files = Files.newDirectoryStream(RunFolder.root(), "shm-*")) {
                            files.forEach(file -> left.add(file.toString()));
                        }
                        System.out.println(
                                e.getMessage() + " left " + left + Files.exists(Path.of("/dev/shm", arguments[1])));
                    }
                    SharedMemory.create(arguments[1], 64 << 10);
                }
                default -> RunFolder.get();
            }
            System.out.println("ready");
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process start(String... arguments) throws Exception {
        Process other = new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var reader = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
        assertThat(reader.readLine()).isEqualTo("ready");
        return other;
    }

    private static void end(Process other) throws Exception {
        other.getOutputStream().close();
        assertThat(other.waitFor()).isZero();
        other.getInputStream().close();
    }

    private static void kill(Process other) throws Exception {
        other.destroyForcibly().waitFor();
        other.getInputStream().close();
        other.getOutputStream().close();
    }

    private static Path file(String name) {
        return RunFolder.get().path().resolveSibling(name);
    }

    private static String newName() {
        return "krait_test_" + UUID.randomUUID();
    }

    @Test
    void ownerThatEnds_takesItsBlockAlong() throws Exception {
        String name = newName();
        Process owner = start("create", name);
        assertThat(file(name)).exists();

        end(owner);

        assertThat(file(name)).doesNotExist();
    }

    @Test
    void ownerThatIsKilled_isSweptByTheNextRun() throws Exception {
        String name = newName();
        Process owner = start("create", name);
        kill(owner);
        assertThat(file(name)).exists();

        end(start("nothing"));

        assertThat(file(name)).doesNotExist();
    }

    @Test
    void blockThatAnotherRunUses_staysUntilThatEnds() throws Exception {
        String name = newName();
        Process owner = start("create", name);
        Process user = start("attach", name);

        kill(owner);
        end(start("nothing"));

        assertThat(file(name)).as("the second run uses it still").exists();
        try (var here = SharedMemory.attach(name)) {
            assertThat(here.get(0)).isEqualTo((byte) 9);
            end(user);
            assertThat(file(name)).as("we use it still").exists();
            here.unlink();
        }
    }

    @Test
    void blockThatIsUnlinked_givesItsMemoryBack_alsoWhereAnotherRunHadAttachedIt() throws Exception {
        var memory = SharedMemory.create(newName(), 4096);
        Process user = start("attach-and-close", memory.name());
        assertThat(linksTo(memory.name())).hasSize(2);

        memory.unlink();

        assertThat(linksTo(memory.name())).isEmpty();
        memory.close();
        end(user);
    }

    private static List<Path> linksTo(String name) throws Exception {
        var links = new ArrayList<Path>();
        try (var folders = Files.newDirectoryStream(RunFolder.get().path().getParent(), "krait-run-*")) {
            for (Path folder : folders) {
                try (var files = Files.newDirectoryStream(folder, "*~" + name)) {
                    files.forEach(links::add);
                } catch (NoSuchFileException over) {
                    // It was the folder of another test's run.
                }
            }
        }
        return links;
    }

    @Test
    void ourOwnBlock_survivesTheRunThatMerelyAttachedIt() throws Exception {
        try (var memory = SharedMemory.create(newName(), 100)) {
            end(start("attach", memory.name()));

            assertThat(file(memory.name())).exists();
            memory.unlink();
        }
    }

    @Test
    void untrackedBlock_staysUntilItIsUnlinked() throws Exception {
        String name = newName();
        end(start("untracked", name));

        assertThat(file(name)).exists();
        end(start("attach", name));
        assertThat(file(name))
                .as("nobody's, so who attached it does not remove it")
                .exists();

        SharedMemory.attach(name).unlink();
        assertThat(file(name)).doesNotExist();
    }

    @Test
    void listOfAnotherRun_isReadByItsName() throws Exception {
        String name = newName();
        Process owner = start("create-and-list", name);

        ShareableList list = ShareableList.attach(name);

        assertThat(list).containsExactly(1, "zwölf", null);
        list.shm().unlink();
        end(owner);
    }

    @Test
    void tinyFileSystem_refusesWhatDoesNotFitAndChangesNothing() throws Exception {
        var sandbox = new ArrayList<>(PrivateMount.sharedMemory("size=2m"));
        sandbox.addAll(command("too-large", "large"));
        Process tiny = new ProcessBuilder(sandbox)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        tiny.getOutputStream().close();

        try (var output = tiny.getInputStream()) {
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("no room for 8388608 bytes of shared memory in /dev/shm")
                    .contains("--shm-size")
                    .contains("left []false")
                    .contains("ready");
        }
        assertThat(tiny.waitFor()).isZero();
    }
}
