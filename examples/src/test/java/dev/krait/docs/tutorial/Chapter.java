package dev.krait.docs.tutorial;

import java.util.List;

/** A chapter's code, region by region. What it prints goes to a list that the test looks at. */
abstract class Chapter {
    private final List<String> printed;

    Chapter(List<String> printed) {
        this.printed = printed;
    }

    final void print(Object line) {
        printed.add(String.valueOf(line));
    }
}
