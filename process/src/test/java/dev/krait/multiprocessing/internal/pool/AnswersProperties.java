package dev.krait.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Answers of all kinds, in any order and number, are what was put in. */
class AnswersProperties {
    /** What a call ends with: a plain value, null, a value that is decoded later, a failure. */
    private enum Kind {
        PLAIN,
        NULL,
        DECODED_LATER,
        FAILURE
    }

    private static ByteReader encoded(@Nullable Object value) throws IOException {
        var out = new ByteWriter(16);
        new ValueEncoder(out).encode(value);
        return new ByteReader(out.toByteArray());
    }

    @Property(tries = 300)
    void outcomes_ofMixedAnswers_areThoseThatWereAdded(
            @ForAll List<Kind> kinds, @ForAll @IntRange(min = 0, max = 20) int expected) throws Exception {
        var answers = new Answers(expected);
        for (int i = 0; i < kinds.size(); i++) {
            switch (kinds.get(i)) {
                case PLAIN -> answers.addReturned(i, encoded(i));
                case NULL -> answers.addReturned(i, encoded(null));
                case DECODED_LATER -> answers.addReturned(i, encoded(Arrays.asList(i, i + 1)));
                case FAILURE -> answers.add(i, new PoolOutcome.Abandoned("call " + i));
            }
        }
        assertThat(answers.size()).isEqualTo(kinds.size());
        int from = kinds.size() / 3;
        Outcomes outcomes = answers.outcomes(from, kinds.size());
        assertThat(outcomes.size()).isEqualTo(kinds.size() - from);
        for (int i = 0; i < outcomes.size(); i++) {
            int number = from + i;
            Kind kind = kinds.get(number);
            assertThat(answers.number(number)).isEqualTo(number);
            assertThat(outcomes.isValue(i)).isEqualTo(kind == Kind.PLAIN || kind == Kind.NULL);
            if (outcomes.get(i) instanceof PoolOutcome.Returned returned) {
                Object wanted = kind == Kind.PLAIN ? number : kind == Kind.NULL ? null : List.of(number, number + 1);
                assertThat(returned.value().decode()).isEqualTo(wanted);
            } else {
                assertThat(outcomes.get(i)).isEqualTo(new PoolOutcome.Abandoned("call " + number));
            }
        }
    }
}
