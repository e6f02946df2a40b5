package dev.krait.benchmarks.scenario;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names with {@code *} for any text and {@code ?} for any one character. */
public final class Glob {
    private Glob() {}

    /**
     * A test for names.
     *
     * @param glob such as {@code pool.*}
     * @return whether a whole name matches
     */
    public static Predicate<String> matching(String glob) {
        var regex = new StringBuilder();
        glob.chars().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf((char) c)));
            }
        });
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }
}
