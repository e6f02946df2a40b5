package dev.krait.benchmarks.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The child's end of the conversation in which a side is told what to do, one line each way.
 *
 * <pre>
 * →                    ← ready VERSION
 * → warm MILLISECONDS  ← ok
 * → round              ← figure NUMBER
 * → verify             ← ok
 * </pre>
 *
 * <p>Instead of any answer there may come {@code error MESSAGE}. The end of input ends the child. The Python script speaks
 * the same way.
 */
public final class SideServer {
    private final BufferedReader orders;
    private final PrintStream answers;

    /**
     * The child's end.
     *
     * @param orders where the orders come from
     * @param answers where the answers go, and nothing else
     */
    public SideServer(BufferedReader orders, PrintStream answers) {
        this.orders = orders;
        this.answers = answers;
    }

    /**
     * Opens a side and does what the orders say, until they end.
     *
     * @param opener opens it
     * @param scale how much work a round does
     * @throws Exception if closing the side fails, or the orders cannot be read
     */
    public void serve(Side.Opener opener, Scale scale) throws Exception {
        Side opened;
        try {
            opened = opener.open(scale);
        } catch (Exception | Error e) {
            answerFailure(e);
            return;
        }
        try (Side side = opened) {
            answer("ready " + Runtime.version().feature());
            for (String order = nextOrder(); order != null; order = nextOrder()) {
                try {
                    answer(obey(side, order));
                } catch (Exception | Error e) {
                    answerFailure(e);
                }
            }
        }
    }

    private @Nullable String nextOrder() throws IOException {
        return orders.readLine();
    }

    private static String obey(Side side, String order) throws Exception {
        List<String> words = List.of(order.split(" ", -1));
        switch (words.get(0)) {
            case "warm" -> {
                long end = System.nanoTime()
                        + Duration.ofMillis(Long.parseLong(words.get(1))).toNanos();
                do {
                    side.round();
                } while (System.nanoTime() - end < 0);
                return "ok";
            }
            case "round" -> {
                return "figure " + side.round();
            }
            case "verify" -> {
                side.verify();
                return "ok";
            }
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
    }

    private void answerFailure(Throwable failure) {
        failure.printStackTrace();
        String message = failure instanceof WrongOutcomeException ? failure.getMessage() : failure.toString();
        answer("error " + String.valueOf(message).replaceAll("\\s+", " "));
    }

    private void answer(String line) {
        answers.print(line + "\n");
        answers.flush();
    }
}
