package dev.krait.docs.porting;

import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Process;
import java.util.List;

/** The library's own diagnostics. */
final class LogIdioms extends Idioms {
    LogIdioms(List<String> printed) {
        super(printed);
    }

    /** In a process of its own, whose logging nobody else uses. */
    static void show() {
        Multiprocessing.logToStderr(System.Logger.Level.DEBUG);
        System.Logger logger = Multiprocessing.getLogger();
        logger.log(System.Logger.Level.WARNING, "doomed");
        System.out.println(System.getLogger("dev.krait.multiprocessing").getName());
    }

    void diagnostics() throws Exception {
        var p = new Process(LogIdioms::show);
        p.start();
        p.joinOrThrow();
    }
}
