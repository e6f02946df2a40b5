package dev.krait.examples.classics;

import dev.krait.concurrent.futures.Future;
import dev.krait.concurrent.futures.Futures;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import dev.krait.examples.shared.Amounts;
import dev.krait.examples.shared.ExampleFailure;
import dev.krait.examples.shared.Progress;
import dev.krait.examples.shared.Reason;
import dev.krait.examples.shared.Refusal;
import dev.krait.multiprocessing.Multiprocessing;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes small pictures of a folder of large ones, in processes. */
@Command(
        name = "thumbnails",
        description = {
            "Makes thumbnails of a folder of pictures in processes.",
            "",
            "Reads the PNG, JPEG, GIF and BMP files of FOLDER and writes a PNG of each that fits into a square of --size"
                    + " pixels. A file that is no picture is named and costs nothing but itself. With --sample the"
                    + " folder is made first and filled with some pictures.",
            "",
        },
        sortOptions = false,
        footer = "(in Python: concurrent.futures.ProcessPoolExecutor, as_completed)")
public final class Thumbnails implements Callable<Integer> {
    private static final int MOST_PIXELS = 4_096;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "128",
            description = "How wide and high a thumbnail may be; by default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many processes; by default one for each processor.")
    private int workers = Multiprocessing.cpuCount();

    @Option(names = "--sample", paramLabel = "N", description = "Fill FOLDER with so many pictures first.")
    private int sample;

    @Option(names = "--quiet", description = "No progress bar.")
    private boolean quiet;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the pictures are.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "INTO",
            description = "Where the thumbnails go; made if it is not there, and must differ from FOLDER.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path into;

    /** Made by the command line. */
    public Thumbnails() {}

    /** Writes the thumbnail of a picture; both are named by text, since a path is not serializable. */
    static void shrink(String picture, String thumbnail, int size) throws IOException {
        BufferedImage large = ImageIO.read(Path.of(picture).toFile());
        if (large == null) {
            throw new IOException("is no picture of a known kind");
        }
        double scale = Math.min(1, (double) size / Math.max(large.getWidth(), large.getHeight()));
        int width = Math.max(1, (int) Math.round(large.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(large.getHeight() * scale));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(large, 0, 0, width, height, null);
        graphics.dispose();
        ImageIO.write(small, "png", Path.of(thumbnail).toFile());
    }

    @Override
    public Integer call() throws Exception {
        Refusal.unlessUpTo(MOST_PIXELS, spec, "--size", size);
        Refusal.unlessUpTo(Refusal.MOST_PROCESSES, spec, "--workers", workers);
        Refusal.unless(sample >= 0, spec, "--sample must not be negative: " + sample);
        boolean same =
                folder.toAbsolutePath().normalize().equals(into.toAbsolutePath().normalize());
        Refusal.unless(!same, spec, "FOLDER and INTO are the same: " + folder);
        Refusal.unless(sample > 0 || Files.isDirectory(folder), spec, "there is no folder " + folder);
        if (sample > 0) {
            fill();
        }
        List<Path> pictures = pictures();
        if (pictures.isEmpty()) {
            throw new ExampleFailure("there are no pictures in " + folder);
        }
        makeFolder(into);
        int failed = 0;
        try (var progress = new Progress(quiet, "shrinking", pictures.size(), " pictures", 1);
                var executor = new ProcessPoolExecutor(workers)) {
            Map<Future<?>, Path> futures = new LinkedHashMap<>();
            for (Path picture : pictures) {
                String thumbnail = into.resolve(picture.getFileName() + ".png").toString();
                futures.put(executor.submit(Thumbnails::makeOne, picture.toString(), thumbnail, size), picture);
            }
            for (Future<?> future : Futures.asCompleted(futures.keySet())) {
                try {
                    future.result();
                } catch (IOException e) {
                    failed++;
                    tell(futures.get(future) + ": " + e.getMessage());
                }
                progress.done(1);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Amounts.count(pictures.size() - failed, "thumbnail") + " in " + into);
        out.flush();
        return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String makeOne(String picture, String thumbnail, int size) throws IOException {
        shrink(picture, thumbnail, size);
        return thumbnail;
    }

    private List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g|gif|bmp)"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private void fill() throws ExampleFailure, IOException {
        makeFolder(folder);
        var random = new Random(sample);
        for (int number = 1; number <= sample; number++) {
            var picture = new BufferedImage(1200, 800, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = picture.createGraphics();
            Color dark = new Color(random.nextInt(128), random.nextInt(128), random.nextInt(128));
            graphics.setPaint(
                    new GradientPaint(0, 0, dark, 1200, 800, dark.brighter().brighter()));
            graphics.fillRect(0, 0, 1200, 800);
            graphics.setColor(Color.WHITE);
            graphics.fillOval(random.nextInt(1000), random.nextInt(600), 200, 200);
            graphics.dispose();
            ImageIO.write(
                    picture, "png", folder.resolve("sample-" + number + ".png").toFile());
        }
    }

    private static void makeFolder(Path folder) throws ExampleFailure {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new ExampleFailure(folder + " is a file, not a folder", e);
        } catch (IOException e) {
            throw new ExampleFailure("cannot make the folder " + folder + ": " + Reason.of(e), e);
        }
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + message);
        err.flush();
    }
}
