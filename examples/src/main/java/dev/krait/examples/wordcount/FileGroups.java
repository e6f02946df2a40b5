package dev.krait.examples.wordcount;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Packs files into groups of about equal work: large enough to be worth a task, small enough to keep all workers busy. */
final class FileGroups {
    /** What opening a file costs, in bytes that could be counted meanwhile. */
    private static final long OPENING = 8 * 1024;

    private static final long LEAST = 512 * 1024;
    private static final long MOST = 16 * 1024 * 1024;
    private static final int GROUPS_PER_WORKER = 16;

    private FileGroups() {}

    /** Groups files in their order, which keeps neighbours on the disk together; the most work comes first. */
    static List<FileGroup> of(List<FileSearch.Found> files, int workers) {
        long work = 0;
        for (var file : files) {
            work += file.bytes() + OPENING;
        }
        long share = Math.max(LEAST, Math.min(MOST, work / ((long) workers * GROUPS_PER_WORKER)));
        var groups = new ArrayList<FileGroup>();
        var uris = new ArrayList<URI>();
        long bytes = 0;
        for (var file : files) {
            long soFar = bytes + uris.size() * OPENING;
            if (!uris.isEmpty() && soFar + file.bytes() + OPENING > share) {
                groups.add(new FileGroup(groups.size() + 1, List.copyOf(uris), bytes));
                uris.clear();
                bytes = 0;
            }
            uris.add(file.path().toUri());
            bytes += file.bytes();
        }
        if (!uris.isEmpty()) {
            groups.add(new FileGroup(groups.size() + 1, List.copyOf(uris), bytes));
        }
        // A large file that is begun last would keep one worker busy when all others have nothing left to do.
        groups.sort(Comparator.comparingLong(FileGroup::bytes).reversed());
        return groups;
    }
}
