package dev.krait.examples.ports;

import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.sharedmemory.ShareableList;
import dev.krait.multiprocessing.sharedmemory.SharedMemory;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Blocks of memory with a name, and lists in them. */
@Command(
        name = "memory-demo",
        description = {
            "Blocks of shared memory, and lists that live in them.",
            "",
            "A port of what Python's documentation shows of shared memory: two views of one block, numbers that processes"
                    + " change in place, and a list of mixed values.",
            "",
        },
        footer = "(in Python: multiprocessing.shared_memory.SharedMemory, ShareableList)")
public final class SharedMemoryDemo implements Callable<Integer> {
    private static final int NUMBERS = 2000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Made by the command line. */
    public SharedMemoryDemo() {}

    @Override
    public Integer call() throws Exception {
        twoViews();
        numbersInPlace();
        mixedList();
        return CommandLine.ExitCode.OK;
    }

    private void twoViews() throws Exception {
        try (var first = SharedMemory.create(10);
                var second = SharedMemory.attach(first.name())) {
            first.buf().put(new byte[] {22, 33, 44, 55});
            second.put(0, (byte) 100);
            say("one block, two views: " + first.get(0) + " and " + second.get(3));
            first.unlink();
        }
    }

    private void numbersInPlace() throws Exception {
        try (var block = SharedMemory.create(NUMBERS * (long) Long.BYTES)) {
            var numbers = block.buf().asLongBuffer();
            for (int i = 0; i < NUMBERS; i++) {
                numbers.put(i, i);
            }
            var low = new Process(() -> doubleNumbers(block, 0, NUMBERS / 2));
            var high = new Process(() -> doubleNumbers(block, NUMBERS / 2, NUMBERS));
            low.start();
            high.start();
            low.joinOrThrow();
            high.joinOrThrow();
            long sum = 0;
            for (int i = 0; i < NUMBERS; i++) {
                sum += numbers.get(i);
            }
            say(NUMBERS + " numbers doubled by two processes, their sum is " + sum);
            block.unlink();
        }
    }

    private static void doubleNumbers(SharedMemory block, int from, int to) {
        var numbers = block.buf().asLongBuffer();
        for (int i = from; i < to; i++) {
            numbers.put(i, 2 * numbers.get(i));
        }
    }

    private void mixedList() throws Exception {
        var list = ShareableList.of("howdy", -273.154, 100, null, true, 42);
        try (var block = list.shm()) {
            var other = new Process(() -> {
                list.set(0, "hello");
                list.set(2, -78.5);
                Collections.swap(list, 3, 5);
            });
            other.start();
            other.joinOrThrow();
            say("a list that another process changed: " + list);
            say("it holds -78.5 " + list.count(-78.5) + " time, true at " + list.index(true));
            block.unlink();
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
