package dev.krait.multiprocessing.starts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a program that was started with a module path. */
class ModulePathStartTest {
    @TempDir
    Path folder;

    @Test
    void modulesThatOpenNothing_runTheirLambdasInWorkers() throws Exception {
        Path mods = Programs.copyTo(folder.resolve("mods"), Programs.kraitJars(folder));
        Path classes = compileModule(mods);
        Programs.jar(mods.resolve("sample.jar"), null, classes);
        // One that does not fit to the others, but that nobody needs.
        Files.writeString(mods.resolve("README.txt"), "not a module");

        Programs.run(
                        folder,
                        List.of(
                                "-Ddev.krait.cache=off",
                                "--module-path",
                                "mods",
                                "-m",
                                "sample.app/sample.Sample",
                                "7"))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void modulesInFolders_runTheirLambdasInWorkers() throws Exception {
        Path mods = Programs.copyTo(folder.resolve("mods"), Programs.kraitJars(folder));
        Path classes = compileModule(mods);

        Programs.run(
                        folder,
                        List.of(
                                "-Ddev.krait.cache=off",
                                "--module-path",
                                Programs.path(mods, classes),
                                "-m",
                                "sample.app/sample.Sample",
                                "7"))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    @Test
    void kraitAsModulesBelowAProgramOnTheClassPath_startsWorkers() throws Exception {
        Programs.copyTo(folder.resolve("mods"), Programs.kraitJars(folder));
        Path classes = Programs.compile(folder, "Sample", Programs.SAMPLE, "-cp", Programs.path(Programs.krait()));

        Programs.run(
                        folder,
                        List.of(
                                "-Ddev.krait.cache=off",
                                "--module-path",
                                "mods",
                                "--add-modules",
                                "dev.krait.process",
                                "-cp",
                                classes.toString(),
                                "sample.Sample",
                                "7"))
                .assertSays(Programs.SAMPLE_SAYS);
    }

    private Path compileModule(Path mods) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("module/sample"));
        Path program = Files.writeString(sources.resolve("Sample.java"), Programs.SAMPLE);
        Path descriptor = Files.writeString(
                folder.resolve("module/module-info.java"), "module sample.app { requires dev.krait.process; }");
        return Programs.compile(
                folder, List.of(descriptor, program), "--module-path", Programs.path(mods, Programs.jspecify()));
    }
}
