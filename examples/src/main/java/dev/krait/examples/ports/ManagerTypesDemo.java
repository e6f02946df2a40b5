package dev.krait.examples.ports;

import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.ListProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.NamespaceProxy;
import dev.krait.multiprocessing.managers.RemoteException;
import dev.krait.multiprocessing.managers.TypeOptions;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.IntBinaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Types of one's own in a manager, and those that every manager has. */
@Command(
        name = "types-demo",
        description = {
            "Types of one's own in a manager, and those it has.",
            "",
            "A port of the program with which Python's documentation shows how to register types: what is exposed of them,"
                    + " an iterator that lives in the manager, and functions.",
            "",
        },
        footer = "(in Python: multiprocessing.managers.BaseManager.register, exposed, Manager)")
public final class ManagerTypesDemo implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public ManagerTypesDemo() {}

    /** What a host says. */
    interface Host {
        String greet(String guest);

        String whisper();
    }

    /** A host whose state is in the manager. */
    static final class QuietHost implements Host {
        private int guests;

        @Override
        public synchronized String greet(String guest) {
            guests++;
            return "hello " + guest + ", you are guest number " + guests;
        }

        @Override
        public String whisper() {
            return "psst";
        }
    }

    /** Numbers, one at a time. */
    interface Squares extends Iterator<Integer> {}

    /** The squares below 25. */
    private static final class FirstSquares implements Squares {
        private int next;

        @Override
        public boolean hasNext() {
            return next < 5;
        }

        @Override
        public Integer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int square = next * next;
            next++;
            return square;
        }
    }

    /** What a function looks like through a manager. */
    interface Operation extends IntBinaryOperator {}

    /** Knows the types. */
    private static final class DemoManager extends BaseManager {
        DemoManager() {
            register("Host", Host.class, QuietHost::new);
            register(
                    "Doorman",
                    Host.class,
                    QuietHost::new,
                    TypeOptions.defaults().withExposed("greet"));
            register("Squares", Squares.class, FirstSquares::new);
            register("Plus", Operation.class, () -> (Operation) Integer::sum);
        }
    }

    @Override
    public Integer call() throws Exception {
        try (var manager = new DemoManager()) {
            manager.start();
            Host host = manager.create("Host", Host.class);
            say(host.greet("ada"));
            say(host.greet("bob") + "; and " + host.whisper());
            Host doorman = manager.create("Doorman", Host.class);
            say(doorman.greet("ada"));
            try {
                doorman.whisper();
            } catch (RemoteException e) {
                say("what is not exposed is refused");
            }
            var squares = manager.create("Squares", Squares.class);
            var line = new StringBuilder("squares, one by one:");
            while (squares.hasNext()) {
                line.append(' ').append(squares.next());
            }
            say(line.toString());
            say("a function: " + manager.create("Plus", Operation.class).applyAsInt(3, 4));
        }
        builtIn();
        return CommandLine.ExitCode.OK;
    }

    private void builtIn() throws Exception {
        try (var manager = new Manager()) {
            DictProxy<String, Integer> dict = manager.dict();
            ListProxy<Integer> list = manager.list(List.of(3, 1, 2));
            NamespaceProxy names = manager.namespace();
            var other = new Process(() -> {
                dict.put("one", 1);
                list.add(0);
                Collections.reverse(list);
                names.set("x", "set elsewhere");
            });
            other.start();
            other.joinOrThrow();
            String x = names.get("x");
            say("what another process did: " + dict.copy() + ", " + list.copy() + ", " + x);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
