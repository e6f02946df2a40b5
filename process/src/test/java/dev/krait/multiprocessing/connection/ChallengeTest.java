package dev.krait.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.connection.ConnectionContract.Beside;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static final byte[] KEY = {1, 2, 3};

    @Test
    void challenge_withTheSameKey_isAnsweredAndTheConnectionGoesOn() throws Exception {
        try (var pipe = new Pipe()) {
            var answering = new Beside(() -> Connection.answerChallenge(pipe.child(), KEY));
            Connection.deliverChallenge(pipe.parent(), KEY);
            answering.endWell();
            pipe.parent().send("on");
            assertThat(pipe.child().recv()).isEqualTo("on");
        }
    }

    @Test
    void challenge_withAnotherKey_failsOnBothSides() throws Exception {
        try (var pipe = new Pipe()) {
            var answering = new Beside(() -> Connection.answerChallenge(pipe.child(), new byte[] {4}));
            assertThatThrownBy(() -> Connection.deliverChallenge(pipe.parent(), KEY))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("digest received was wrong");
            assertThat(answering.end())
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("digest sent was rejected");
        }
    }

    @Test
    void challenge_thatIsNone_isNotAnswered() throws Exception {
        try (var pipe = new Pipe()) {
            pipe.parent().sendBytes(new byte[51]);
            assertThatThrownBy(() -> Connection.answerChallenge(pipe.child(), KEY))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(pipe.parent().poll()).as("nothing was shown").isFalse();
        }
    }

    @Test
    void emptyKey_isRefused() {
        try (var pipe = new Pipe()) {
            assertThatThrownBy(() -> Connection.deliverChallenge(pipe.parent(), new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Connection.answerChallenge(pipe.parent(), new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ConnectionOptions.defaults().withAuthKey(new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
