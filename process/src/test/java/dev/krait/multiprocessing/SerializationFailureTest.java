package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Function1;
import dev.krait.multiprocessing.connection.Pipe;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever cannot travel or be rebuilt fails its own task, with a text that says what and why, and nothing else. */
class SerializationFailureTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long HERE = ProcessHandle.current().pid();

    private static Pool pool;

    @BeforeAll
    static void startPool() throws Exception {
        pool = new Pool(1);
        assertPoolLives();
    }

    @AfterAll
    static void endPool() throws InterruptedException {
        pool.close();
        pool.join();
    }

    private static void assertPoolLives() throws Exception {
        assertThat(pool.applyAsync(() -> "alive").get(LONG)).isEqualTo("alive");
    }

    static final class Socket {}

    record Customer(String name, Object socket) implements Serializable {}

    record Order(int number, List<Customer> customers) implements Serializable {}

    // In the caller

    @Test
    void argumentThatCannotTravel_isNamedWithItsPathOfFields() throws Exception {
        var order = new Order(1, List.of(new Customer("a", null), new Customer("b", new Socket())));

        assertThatThrownBy(() -> pool.applyAsync(x -> x, order))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument 0 of apply")
                .hasMessageContaining("Order cannot travel to another process: field customers: ")
                .hasMessageContaining(" -> field socket: a " + Socket.class.getTypeName() + " is not serializable");
        assertThatThrownBy(() -> pool.mapAsync(x -> x, List.of(1, Map.of("key", new Socket()))))
                .hasMessageContaining("item 1 of map")
                .hasMessageContaining("a " + Socket.class.getTypeName() + " is not serializable");
        assertPoolLives();
    }

    @Test
    void functionThatCapturesWhatCannotTravel_isNamedWithTheCapture() throws Exception {
        var socket = new Socket();
        int number = 3;

        assertThatThrownBy(() -> pool.applyAsync(() -> number + socket.hashCode()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the function of apply: a lambda of " + SerializationFailureTest.class.getName()
                        + " cannot travel to another process: ")
                .hasMessageContaining("captured value 1: a " + Socket.class.getTypeName() + " is not serializable");
        assertPoolLives();
    }

    @Test
    void lockOfThreads_isRefusedWithTheOneOfProcesses() throws Exception {
        var lock = new dev.krait.threading.Lock();

        assertThatThrownBy(() -> pool.applyAsync(() -> lock.locked()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("take dev.krait.multiprocessing.Lock, which processes share");
        assertThatThrownBy(() -> pool.applyAsync(x -> 1, new Socket()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("let its class implement java.io.Serializable");
        assertPoolLives();
    }

    @Test
    void pipe_isRefusedWithItsEndsInstead() {
        try (var pipe = new Pipe()) {
            assertThatThrownBy(() -> pool.applyAsync(() -> pipe.child().recv()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(
                            "captured value 0: a dev.krait.multiprocessing.connection.Pipe is not serializable; send"
                                    + " one of its ends, such as child(), which moves there while the other stays");
        }
    }

    @ParameterizedTest
    @MethodSource("classesOfTheJdkThatCannotTravel")
    void objectOfTheJdk_isRefusedWithWhatToSendInstead(Object argument, String remedy) {
        assertThatThrownBy(() -> pool.applyAsync(x -> 1, argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" is not serializable; " + remedy);
    }

    static Stream<Arguments> classesOfTheJdkThatCannotTravel() {
        var list = new ArrayList<>(List.of(1, 2, 3));
        var map = new HashMap<>(Map.of(1, 2));
        return Stream.of(
                Arguments.of(list.subList(0, 2), "send a copy, such as new ArrayList<>(it)"),
                Arguments.of(map.values(), "send a copy, such as new ArrayList<>(it)"),
                Arguments.of(map.keySet(), "send a copy, such as new HashSet<>(it)"),
                Arguments.of(new WeakHashMap<>(map), "send a copy, such as new HashMap<>(it)"),
                Arguments.of(Map.entry(1, 2), "send a copy, such as new AbstractMap.SimpleEntry<>(it)"),
                Arguments.of(Path.of("orders"), "send its toString()"),
                Arguments.of(Optional.of(1), "send its value, or null"),
                Arguments.of(Stream.of(1), "send a list of its elements"),
                Arguments.of(new Thread(), "let it be made in the other process, of what can travel"));
    }

    private int size() {
        return 5;
    }

    @Test
    void functionThatCapturesThis_isNamedWithIt() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> size() + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("captured value 0: a " + SerializationFailureTest.class.getTypeName());
        assertPoolLives();
    }

    static final class Link implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("UnusedVariable") // It is what makes the graph deep.
        private final Link next;

        Link(Link next) {
            this.next = next;
        }

        static Link chain(int length) {
            Link chain = null;
            for (int i = 0; i < length; i++) {
                chain = new Link(chain);
            }
            return chain;
        }
    }

    @Test
    void graphTooDeepForTheStack_isRefusedWithAdvice() throws Exception {
        Link chain = Link.chain(200_000);

        assertThatThrownBy(() -> pool.applyAsync(x -> x, chain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> pool.applyAsync(() -> Link.chain(200_000)).get(LONG))
                .isInstanceOf(MaybeEncodingException.class)
                .hasMessageContaining("nested too deeply");
        assertPoolLives();
    }

    @Test
    void graphOfTwentyThousandLinks_arrivesOrFailsItsTask() throws Exception {
        AsyncResult<Integer> result = null;
        try {
            result = pool.applyAsync(link -> link == null ? 0 : 1, Link.chain(20_000));
            assertThat(result.get(LONG)).isEqualTo(1);
        } catch (IllegalArgumentException | RemoteTaskException e) {
            assertThat(e).hasMessageMatching("(?s).*(nested too deeply|StackOverflowError).*");
        }
        assertPoolLives();
    }

    static final class Replaced implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new Socket();
        }
    }

    @Test
    void replacementThatCannotTravel_isNamed() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(x -> x, List.of(new Replaced())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a " + Socket.class.getTypeName() + " is not serializable");
        assertPoolLives();
    }

    /** Made a hidden class by the test. */
    static final class Anonymous implements Function1<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer apply(Integer x) {
            return x;
        }
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(
                type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void hiddenClass_isRefusedByName() throws Exception {
        Class<?> hidden = MethodHandles.lookup()
                .defineHiddenClass(bytesOf(Anonymous.class), true)
                .lookupClass();
        var function =
                (Function1<Integer, Integer>) hidden.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> pool.applyAsync(function, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hidden class")
                .hasMessageContaining("Anonymous");
        assertPoolLives();
    }

    /** Fails where it is told to. */
    public static final class Moody implements Externalizable {
        private boolean inWrite;

        public Moody() {}

        Moody(boolean inWrite) {
            this.inWrite = inWrite;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            if (inWrite) {
                throw new IOException("will not be written");
            }
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            throw new IOException("will not be read");
        }
    }

    @Test
    void externalizableThatFails_failsWhereItDoes() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(x -> 1, new Moody(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("will not be written");
        assertThatThrownBy(() -> pool.applyAsync(x -> 1, new Moody(false)).get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("never ran")
                .hasMessageContaining("will not be read");
        assertPoolLives();
    }

    // In the worker

    record Positive(int value) implements Serializable {
        Positive {
            if (value == 13 && ProcessHandle.current().pid() != HERE) {
                throw new IllegalArgumentException("13 is not wanted here");
            }
        }
    }

    enum Colour {
        RED {
            @Override
            int code() {
                return 1;
            }
        };

        abstract int code();
    }

    @Test
    void recordWhoseConstructorFails_failsItsTaskAndEnumsTravel() throws Exception {
        // HERE is another number in the worker, where its class is initialised anew.
        assertThat(pool.applyAsync(Positive::value, new Positive(13)).get(LONG)).isEqualTo(13);
        assertThat(pool.applyAsync(Colour::code, Colour.RED).get(LONG)).isEqualTo(1);
        assertThatThrownBy(() -> pool.applyAsync(x -> x, new Picky(HERE, false)).get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("never ran")
                .hasMessageContaining("not in a worker");
        assertPoolLives();
    }

    /** Can be rebuilt on one side only. */
    record Picky(long parent, boolean inWorker) implements Serializable {
        Picky {
            boolean worker = ProcessHandle.current().pid() != parent;
            if (worker && !inWorker) {
                throw new IllegalStateException("not in a worker");
            }
        }
    }

    static final class Homesick implements Serializable {
        private static final long serialVersionUID = 1L;
        private final long home = ProcessHandle.current().pid();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (home != ProcessHandle.current().pid()) {
                throw new AssertionError("only at home");
            }
        }
    }

    /** Fails with an error wherever it arrives. */
    static final class HomesickFunction implements Function1<Integer, Integer> {
        private static final long serialVersionUID = 1L;
        private final Homesick part = new Homesick();

        @Override
        public Integer apply(Integer x) {
            return x + part.hashCode();
        }
    }

    @Test
    void whatFailsWithAnErrorInTheWorker_neverRan() throws Exception {
        var homesick = new Homesick();
        assertNeverRan(() -> pool.applyAsync(x -> 1, homesick).get(LONG));
        assertNeverRan(() -> pool.applyAsync(() -> homesick.hashCode()).get(LONG));
        try (IMapIterator<Integer> results = pool.imap(new HomesickFunction(), List.of(1, 2))) {
            assertNeverRan(() -> results.take(LONG));
            assertNeverRan(() -> results.take(LONG));
        }
        assertPoolLives();
    }

    private static void assertNeverRan(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("never ran")
                .hasMessageContaining("only at home");
    }

    @Test
    void resultThatCannotTravel_isNamedWithItsPath() throws Exception {
        assertThatThrownBy(() ->
                        pool.applyAsync(() -> new Customer("c", new Socket())).get(LONG))
                .isInstanceOf(MaybeEncodingException.class)
                .hasMessageContaining("field socket: a " + Socket.class.getTypeName() + " is not serializable");
        assertPoolLives();
    }

    @Test
    void resultThatCannotBeRebuiltHere_failsItsTaskAlone() throws Exception {
        AsyncResult<Object> result = pool.applyAsync(() -> new Homesick());
        assertThatThrownBy(() -> result.get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("cannot be rebuilt in this process")
                .hasMessageContaining("only at home");
        assertThatThrownBy(() -> result.get(LONG)).as("asked again").isInstanceOf(RemoteTaskException.class);
        assertPoolLives();
    }

    // Exceptions

    static final class Leaky extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final Object part = new Socket();

        Leaky() {
            super("with a socket");
        }
    }

    /** Null in every process. */
    private static List<Integer> neverSet;

    @Test
    void nullPointerException_saysInTheParentWhatWasNull() throws Exception {
        assertThatThrownBy(() -> pool.apply(() -> neverSet.size()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("neverSet")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertPoolLives();
    }

    @Test
    void exceptionThatCannotTravel_arrivesAsText() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
                            throw new Leaky();
                        })
                        .get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("Leaky: with a socket")
                .hasMessageContaining("field part: a " + Socket.class.getTypeName() + " is not serializable")
                .hasMessageContaining("at " + SerializationFailureTest.class.getName());
        assertPoolLives();
    }

    @Test
    void exceptionOfWhichACauseCannotTravel_keepsItsTypeAndHasTheCauseAsText() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
                            var leaky = new Leaky();
                            leaky.initCause(new IOException("below"));
                            var failure =
                                    new IllegalStateException("outer", new IllegalArgumentException("mid", leaky));
                            failure.addSuppressed(new Leaky());
                            failure.addSuppressed(new ArithmeticException("beside"));
                            throw failure;
                        })
                        .get(LONG))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("outer")
                .satisfies(e -> {
                    Throwable mid = e.getCause();
                    assertThat(mid)
                            .isExactlyInstanceOf(IllegalArgumentException.class)
                            .hasMessage("mid");
                    assertThat(mid.getCause())
                            .hasMessage("with a socket")
                            .hasToString(Leaky.class.getName() + ": with a socket");
                    assertThat(mid.getCause().getStackTrace()[0].getClassName())
                            .isEqualTo(getClass().getName());
                    assertThat(mid.getCause().getCause())
                            .isExactlyInstanceOf(IOException.class)
                            .hasMessage("below");
                    assertThat(e.getSuppressed()).hasSize(3);
                    assertThat(e.getSuppressed()[0]).hasToString(Leaky.class.getName() + ": with a socket");
                    assertThat(e.getSuppressed()[1]).isExactlyInstanceOf(ArithmeticException.class);
                    assertThat(e.getSuppressed()[2]).isInstanceOf(RemoteTraceback.class);
                });
        assertPoolLives();
    }

    @Test
    void exceptionsThatAreEachOthersCause_arrive_thoughOneCannotTravel() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
                            var failure = new IllegalStateException("round");
                            var leaky = new Leaky();
                            leaky.initCause(failure);
                            failure.initCause(leaky);
                            throw failure;
                        })
                        .get(LONG))
                .isExactlyInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getCause().getCause()).isSameAs(e));
        assertPoolLives();
    }

    static final class FarAway extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long home = ProcessHandle.current().pid();

        FarAway() {
            super("from far away");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (home != ProcessHandle.current().pid()) {
                throw new AssertionError("only at home");
            }
        }
    }

    @Test
    void exceptionThatCannotBeRebuiltHere_arrivesAsText() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
                            throw new FarAway();
                        })
                        .get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("FarAway: from far away")
                .hasMessageContaining("only at home");
        assertPoolLives();
    }

    static final class Unknown1 extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unknown1() {
            super("of no class here");
        }
    }

    /** Throws an exception of a class that only the worker has. */
    static Object throwUnknown() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(bytesOf(Unknown1.class));
        String renamed = bytes.toString(StandardCharsets.ISO_8859_1).replace("Unknown1", "Unknown2");
        Class<?> unknown = MethodHandles.lookup().defineClass(renamed.getBytes(StandardCharsets.ISO_8859_1));
        throw (RuntimeException) unknown.getDeclaredConstructor().newInstance();
    }

    @Test
    void exceptionOfAClassThatIsMissingHere_arrivesAsText() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync(() -> throwUnknown()).get(LONG))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("Unknown2: of no class here")
                .hasMessageContaining("ClassNotFoundException")
                .extracting(e -> ((RemoteTaskException) e).type())
                .asString()
                .endsWith("Unknown2");
        assertPoolLives();
    }

    /** Is made by its constructor when it is read. */
    public static final class Made extends RuntimeException implements Externalizable {
        private static final long serialVersionUID = 1L;

        public Made() {
            super("made");
            if (Thread.currentThread().getName().equals("rebuilder")) {
                throw new IllegalStateException("not made here");
            }
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    @Test
    void exceptionWhoseConstructorFailsHere_arrivesAsText() throws Exception {
        AsyncResult<Object> result = pool.applyAsync(() -> {
            throw new Made();
        });
        var failure = new Throwable[1];
        var asker = new Thread(
                () -> {
                    try {
                        result.get(LONG);
                    } catch (Throwable e) {
                        failure[0] = e;
                    }
                },
                "rebuilder");
        asker.start();
        asker.join();
        assertThat(failure[0]).isInstanceOf(RemoteTaskException.class).hasMessageContaining("not made here");
        assertPoolLives();
    }

    @Test
    void remoteException_keepsTypeCausesSuppressedAndBothStacks() {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
                            var failure = new IllegalStateException("outer", new IOException("inner"));
                            failure.addSuppressed(new ArithmeticException("beside"));
                            throw failure;
                        })
                        .get(LONG))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("outer")
                .satisfies(e -> {
                    assertThat(e.getCause())
                            .isExactlyInstanceOf(IOException.class)
                            .hasMessage("inner");
                    assertThat(e.getStackTrace()[0].getClassName())
                            .isEqualTo(getClass().getName());
                    assertThat(e.getSuppressed()).hasSize(2);
                    assertThat(e.getSuppressed()[0]).hasMessage("beside");
                    assertThat(e.getSuppressed()[1])
                            .isInstanceOf(RemoteTraceback.class)
                            .hasMessageContaining("worker process");
                    assertThat(e.getSuppressed()[1].getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(AsyncResult.class.getName()));
                });
    }
}
