package dev.krait.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WordTableTest {
    private static WordTable tableOf(String text) {
        var table = new WordTable();
        var scanner = new WordScanner();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        scanner.scan(bytes, bytes.length, table);
        scanner.end(table);
        return table;
    }

    @Test
    void equalCounts_areOrderedByTheWord() {
        assertThat(tableOf("pear fig Apple figs apple Fig").mostCommon(3))
                .containsExactly(new WordCounted("apple", 2), new WordCounted("fig", 2), new WordCounted("figs", 1));
    }

    @Test
    void manyDifferentWords_areAllKept() {
        var text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append(Integer.toString(i, 26)
                            .chars()
                            .mapToObj(c -> String.valueOf((char) ('a' + Character.digit(c, 26))))
                            .reduce("", String::concat))
                    .append(i % 2 == 0 ? '.' : '\n');
        }

        WordTable table = tableOf(text.toString());

        assertThat(table.size()).isEqualTo(50_000);
        assertThat(table.total()).isEqualTo(50_000);
        assertThat(table.mostCommon(2)).containsExactly(new WordCounted("a", 1), new WordCounted("b", 1));
    }

    @Test
    void wordOfAMillionLetters_isOneWord() {
        assertThat(tableOf("1" + "Xy".repeat(500_000) + "2").mostCommon(9))
                .containsExactly(new WordCounted("xy".repeat(500_000), 1));
    }
}
