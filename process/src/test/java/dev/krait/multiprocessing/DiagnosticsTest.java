package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {
    private static final Logger LOGGER = Logger.getLogger("dev.krait.multiprocessing");

    @AfterEach
    void restore() {
        for (Handler handler : LOGGER.getHandlers()) {
            LOGGER.removeHandler(handler);
        }
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(null);
    }

    @Test
    void logger_hasTheNameOfItsPackage() {
        assertThat(Multiprocessing.getLogger().getName()).isEqualTo(Multiprocessing.class.getPackageName());
    }

    @Test
    void logToStderr_showsLevelProcessAndMessageOnceForEachCall() throws Exception {
        String printed = Printed.byThisProcess(() -> {
            System.Logger logger = Multiprocessing.logToStderr(System.Logger.Level.DEBUG);
            logger.log(System.Logger.Level.DEBUG, "once");
            assertThat(Multiprocessing.logToStderr()).isNotNull();
            logger.log(System.Logger.Level.WARNING, "twice", new IllegalStateException("why"));
            logger.log(System.Logger.Level.TRACE, "never");
        });

        assertThat(printed.lines().filter(line -> line.startsWith("[")))
                .containsExactly(
                        "[DEBUG/MainProcess] once", "[WARNING/MainProcess] twice", "[WARNING/MainProcess] twice");
        assertThat(printed).contains("java.lang.IllegalStateException: why");
    }

    @Test
    void logToStderrAtDebug_tellsOfProcesses() throws Exception {
        String printed = Printed.byThisProcess(() -> {
            Multiprocessing.logToStderr(System.Logger.Level.DEBUG);
            var child = new Process(() -> System.exit(3), "Teller");
            child.start();
            child.join();
            assertThat(child.pid()).isPositive();
        });

        assertThat(printed).contains("[DEBUG/MainProcess] Teller is process ").contains(" ended with exit code 3");
    }
}
