package dev.krait.docs.porting;

import java.util.List;

/** Code of the porting guide. What it prints goes to a list that the test looks at. */
abstract class Idioms {
    private final List<String> printed;

    Idioms(List<String> printed) {
        this.printed = printed;
    }

    final void print(Object line) {
        printed.add(String.valueOf(line));
    }
}
