package dev.krait.examples.wordcount;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts words the plain way: with a regular expression and a map. */
final class NaiveCount {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    private final Map<String, Long> counts = new TreeMap<>();

    NaiveCount add(byte[] file) {
        WORD.matcher(new String(file, StandardCharsets.ISO_8859_1))
                .results()
                .forEach(word -> counts.merge(word.group().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return this;
    }

    List<WordCounted> mostCommon(int most) {
        return counts.entrySet().stream()
                .map(entry -> new WordCounted(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(WordCounted::count).reversed().thenComparing(WordCounted::word))
                .limit(most)
                .toList();
    }

    /** What the command line prints. */
    String printed(int most) {
        var text = new StringBuilder();
        for (WordCounted word : mostCommon(most)) {
            text.append(word.word()).append('\t').append(word.count()).append('\n');
        }
        return text.toString();
    }
}
