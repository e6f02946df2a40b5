package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.logging.WorkerLogRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes log arrives in the logging of this one. */
class ForwardedLogTest {
    private static final String NAME = "test.forwarded";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Logger LOGGER = Logger.getLogger(NAME);

    private static Pool pool;

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeAll
    static void startWorker() throws Exception {
        pool = new Pool(1);
        pool.apply(() -> 1);
    }

    @AfterAll
    static void endWorker() throws InterruptedException {
        pool.terminate();
        pool.join();
    }

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(null);
    }

    private List<WorkerLogRecord> arrived() {
        return records.stream().map(WorkerLogRecord.class::cast).toList();
    }

    private static long logWithParameters() {
        Logger.getLogger(NAME).log(Level.WARNING, "{0} can''t be {1}", new Object[] {"it", 7});
        return ProcessHandle.current().pid();
    }

    @Test
    void recordOfTask_carriesLevelLoggerThreadProcessAndTask() throws Exception {
        long pid = pool.apply(ForwardedLogTest::logWithParameters);

        assertThat(arrived()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isSameAs(Level.WARNING);
            assertThat(record.getLoggerName()).isEqualTo(NAME);
            assertThat(record.getText()).isEqualTo("it can't be 7");
            assertThat(record.getPid()).isEqualTo(pid);
            assertThat(record.getThreadName()).isEqualTo("main");
            assertThat(record.getTask()).contains("a call of", "ForwardedLogTest");
            assertThat(record.getProcessName()).startsWith("PoolWorker-");
            assertThat(record.getSourceClassName()).isEqualTo(ForwardedLogTest.class.getName());
            assertThat(record.getSourceMethodName()).isEqualTo("logWithParameters");
            assertThat(new SimpleFormatter().formatMessage(record))
                    .contains(record.getProcessName(), Long.toString(pid), "main", "it can't be 7");
        });
    }

    @Test
    void handlerThatThrowsWhateverItIsTold_costsNoResult() throws Exception {
        assertResultsCome(record -> {
            throw new AssertionError("no room for " + record.getMessage());
        });
    }

    @Test
    void handlerThatAlwaysThrowsTheSameObject_costsNoResult() throws Exception {
        var same = new IllegalStateException("always the same");

        assertResultsCome(record -> {
            throw same;
        });
    }

    private static void assertResultsCome(Consumer<LogRecord> publishing) throws Exception {
        var throwing = new Handler() {
            @Override
            public void publish(LogRecord record) {
                publishing.accept(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger ours = Logger.getLogger("dev.krait.multiprocessing");
        LOGGER.addHandler(throwing);
        ours.addHandler(throwing);
        ours.setUseParentHandlers(false);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.applyAsync(ForwardedLogTest::logWithParameters).get(LONG))
                        .isPositive();
            }
        } finally {
            LOGGER.removeHandler(throwing);
            ours.removeHandler(throwing);
            ours.setUseParentHandlers(true);
        }
    }

    @Test
    void systemLogger_arrivesToo() throws Exception {
        pool.apply(() -> System.getLogger(NAME).log(System.Logger.Level.ERROR, "from {0}", "the platform"));

        assertThat(arrived()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isSameAs(Level.SEVERE);
            assertThat(record.getText()).isEqualTo("from the platform");
        });
    }

    @Test
    void exception_arrivesAsItself() throws Exception {
        pool.apply(() -> Logger.getLogger(NAME).log(Level.INFO, "failed", new IllegalStateException("deep down")));

        assertThat(arrived())
                .singleElement()
                .satisfies(record -> assertThat(record.getThrown())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("deep down"));
    }

    /** An exception that cannot travel. */
    static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object bound = new Object();

        @Override
        public String getMessage() {
            return "stuck to " + bound.getClass();
        }
    }

    @Test
    void exceptionThatCannotTravel_arrivesAsText() throws Exception {
        pool.apply(() -> Logger.getLogger(NAME).log(Level.INFO, "failed", new Stuck()));

        assertThat(arrived())
                .singleElement()
                .satisfies(record -> assertThat(record.getThrown())
                        .asString()
                        .contains(
                                "Stuck: stuck to class java.lang.Object",
                                "at " + getClass().getName()));
    }

    static int logMany(int count) {
        Logger logger = Logger.getLogger(NAME);
        for (int i = 0; i < count; i++) {
            logger.info("record " + i);
        }
        return count;
    }

    @Test
    void tenThousandRecords_allArriveInOrderBeforeTheResult() throws Exception {
        int count = 10_000;

        pool.apply(() -> logMany(count));

        assertThat(arrived())
                .extracting(WorkerLogRecord::getText)
                .isEqualTo(
                        IntStream.range(0, count).mapToObj(i -> "record " + i).toList());
    }

    static int logItem(int item) {
        Logger.getLogger(NAME).info("item " + item);
        return item;
    }

    @Test
    void eachTaskOfMap_logsUnderItsOwnName() throws Exception {
        pool.map(ForwardedLogTest::logItem, List.of(10, 11, 12));

        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("item 10", "item 11", "item 12");
        assertThat(arrived()).extracting(WorkerLogRecord::getTask).doesNotHaveDuplicates();
    }

    static void logFromThread() throws InterruptedException {
        var thread = new Thread(() -> Logger.getLogger(NAME).info("from a thread"), "aside");
        thread.start();
        thread.join();
    }

    @Test
    void threadOfTask_isNamed() throws Exception {
        pool.apply(ForwardedLogTest::logFromThread);

        assertThat(arrived()).singleElement().satisfies(record -> {
            assertThat(record.getThreadName()).isEqualTo("aside");
            assertThat(record.getTask()).contains("a call of");
        });
    }

    static void logThenHalt(String text) {
        Logger.getLogger(NAME).severe(text);
        Runtime.getRuntime().halt(3);
    }

    @Test
    void haltingWorker_isHeardToItsLastLine() {
        try (var lost = new Pool(1)) {
            assertThatThrownBy(() -> lost.apply(() -> logThenHalt("last words")))
                    .isInstanceOf(WorkerLostException.class);
        }

        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("last words");
    }

    static void logLongTextThenKill() throws Exception {
        Logger.getLogger(NAME).severe("x".repeat(100_000));
        PoolFaultTest.signal("KILL", ProcessHandle.current().pid());
        Thread.sleep(LONG.toMillis());
    }

    @Test
    void killedWorker_isHeardHoweverLongItsText() {
        try (var lost = new Pool(1)) {
            assertThatThrownBy(() -> lost.apply(ForwardedLogTest::logLongTextThenKill))
                    .isInstanceOf(WorkerLostException.class);
        }

        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("x".repeat(100_000));
    }

    static boolean isFine() {
        return Logger.getLogger(NAME).isLoggable(Level.FINE);
    }

    @Test
    void levelOfParent_holdsInWorker() throws Exception {
        assertThat(pool.apply(ForwardedLogTest::isFine)).isFalse();

        LOGGER.setLevel(Level.FINE);

        await().pollInSameThread().atMost(LONG).until(() -> pool.apply(ForwardedLogTest::isFine));
        pool.apply(() -> Logger.getLogger(NAME).fine("in detail"));
        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("in detail");

        LOGGER.setLevel(null);

        await().pollInSameThread().atMost(LONG).until(() -> !pool.apply(ForwardedLogTest::isFine));
    }

    static String logToFile(String file) throws Exception {
        var own = new FileHandler(file);
        own.setFormatter(new SimpleFormatter());
        Logger logger = Logger.getLogger(NAME);
        logger.addHandler(own);
        try {
            logger.info("for both");
        } finally {
            logger.removeHandler(own);
            own.close();
        }
        return file;
    }

    @Test
    void handlerOfWorkersOwn_keepsWorking(@TempDir Path folder) throws Exception {
        String file = folder.resolve("own.log").toString();

        pool.apply(() -> logToFile(file));

        assertThat(Path.of(file)).content().contains("for both");
        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("for both");
    }

    @Test
    void recordOfWorker_isPrintedOnce() throws Exception {
        String printed = Printed.byThisProcess(() -> {
            var console = new ConsoleHandler();
            LOGGER.addHandler(console);
            try {
                pool.apply(() -> Logger.getLogger(NAME).info("only once"));
            } finally {
                LOGGER.removeHandler(console);
            }
        });

        assertThat(printed).containsOnlyOnce("only once");
    }

    static void logBelow() throws Exception {
        var below = new Process(() -> Logger.getLogger(NAME).warning("from below"), "Grandchild");
        below.start();
        below.join();
        Logger.getLogger(NAME).warning("from the middle");
    }

    @Test
    void process_logsUnderItsNameAndForThoseItStarted() throws Exception {
        LOGGER.setLevel(Level.FINER);
        var child = new Process(ForwardedLogTest::logBelow, "Child");
        child.start();
        child.join();

        assertThat(child.exitCode()).isZero();
        assertThat(arrived()).extracting(WorkerLogRecord::getText).containsExactly("from below", "from the middle");
        assertThat(arrived()).extracting(WorkerLogRecord::getProcessName).containsExactly("Grandchild", "Child");
        assertThat(arrived()).extracting(WorkerLogRecord::getTask).containsOnlyNulls();
        assertThat(arrived()).extracting(WorkerLogRecord::getPid).doesNotHaveDuplicates();
    }
}
