package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.queue.Queue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the code of the guide to managers prints. */
class ManagerGuideTest {
    private final List<String> printed = new ArrayList<>();
    private final ManagerGuide guide = new ManagerGuide(printed);

    @Test
    void guide_printsWhatItSays() throws Exception {
        guide.first();
        guide.nested();
        guide.ownTypes();

        assertThat(printed).containsExactly("2 of 6", "0 and 1", "7 after 1");
    }

    @Test
    void remoteManagers_handOverJobs() throws Exception {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};
        var jobs = new Queue<String>();
        jobs.put("a job");
        ManagerOptions options = ManagerOptions.defaults()
                .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withAuthKey(key);

        try (Server server = ManagerGuide.serve(options, jobs)) {
            guide.visit(server.address(), key);
        }

        assertThat(printed).containsExactly("a job");
    }
}
