package dev.krait.examples.showdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.threading.Threading;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ContestTest {
    private static final int WAYS = Threading.virtualThreadsAvailable() ? 4 : 3;

    @Test
    void allWays_giveTheResultsInOrder() throws Exception {
        var contest = new Contest<Integer, Integer>(
                "squares", x -> x * x, IntStream.range(0, 50).boxed().toList());
        var announced = new ArrayList<String>();

        contest.hold(1, 3, 2, announced::add);

        assertThat(contest.disagreements()).isEmpty();
        assertThat(contest.answer())
                .isEqualTo(IntStream.range(0, 50).mapToObj(x -> x * x).toList());
        assertThat(contest.finishes()).extracting(Finish::way).hasSize(WAYS).startsWith(Way.ONE_BY_ONE);
        assertThat(announced)
                .hasSize(WAYS)
                .contains("squares: one by one", "squares: 3 threads", "squares: 2 processes");
    }

    @Test
    void wayWithAnotherAnswer_isNamed() throws Exception {
        var contest = new Contest<Integer, Long>(
                "who am I", item -> ProcessHandle.current().pid(), List.of(1, 2));

        contest.hold(0, 1, 1, what -> {});

        assertThat(contest.disagreements())
                .singleElement()
                .asString()
                .startsWith("who am I: 1 process gave ")
                .endsWith("but one by one gave " + ProcessHandle.current().pid());
    }

    @Test
    void chart_isWellFormedAndNamesAllWays() throws Exception {
        var contest = new Contest<Integer, Integer>("a < b & c", x -> x, List.of(1));
        contest.hold(0, 2, 1, what -> {});

        String svg = new SpeedChart(List.of(contest)).svg();

        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        var texts = document.getElementsByTagName("text");
        var shown = IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
        assertThat(shown).contains("a < b & c", "one by one", "2 threads", "1 process");
        assertThat(ScoreTable.of(contest).lines()).hasSize(1 + WAYS);
    }
}
