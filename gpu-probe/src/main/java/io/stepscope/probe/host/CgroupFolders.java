package io.stepscope.probe.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the files of this process's control groups lie.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7): {@code
 *     /proc/self/cgroup}</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">
 *     proc_pid_mountinfo(5)</a>
 */
final class CgroupFolders {
  private static final String UNIFIED = "";

  private final Map<String, List<Path>> byController;

  private CgroupFolders(Map<String, List<Path>> byController) {
    this.byController = byController;
  }

  /**
   * The folders of the group that controls this process, and of those around it, innermost first.
   *
   * @param controller of version 1, or empty for the one hierarchy of version 2
   * @return empty when there is none
   */
  List<Path> of(String controller) {
    return byController.getOrDefault(controller, List.of());
  }

  static CgroupFolders read(Path root) {
    Map<String, String> groups = groups(SmallFile.text(root.resolve("proc/self/cgroup")));
    Map<String, List<Path>> folders = new HashMap<>();
    for (String line : SmallFile.text(root.resolve("proc/self/mountinfo")).split("\n")) {
      Mount mount = Mount.parse(line);
      for (String controller : mount.controllers()) {
        String group = groups.get(controller);
        if (group != null) {
          folders.putIfAbsent(controller, innermostFirst(root, mount, group));
        }
      }
    }
    return new CgroupFolders(folders);
  }

  /** Lines such as {@code 4:memory:/a/b}, and {@code 0::/a/b} for version 2. */
  private static Map<String, String> groups(String text) {
    Map<String, String> groups = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        for (String controller : parts[1].split(",")) {
          groups.put(controller, parts[2]);
        }
      }
    }
    return groups;
  }

  private static List<Path> innermostFirst(Path root, Mount mount, String group) {
    Path top = root.resolve(mount.point().substring(1));
    String below = group.startsWith(mount.root()) ? group.substring(mount.root().length()) : group;
    Path inner = top.resolve(below.replaceFirst("^/+", "")).normalize();
    // In a container the path is often told as the host sees it; there it is what is mounted.
    List<Path> folders = new ArrayList<>();
    for (Path at = inner; at != null && at.startsWith(top); at = at.getParent()) {
      if (Files.isDirectory(at)) {
        folders.add(at);
      }
    }
    if (folders.isEmpty() && Files.isDirectory(top)) {
      folders.add(top);
    }
    return List.copyOf(folders);
  }

  /**
   * A line of the table of mounts.
   *
   * @param root what of the file system is mounted
   * @param point where
   * @param controllers whose groups it holds
   */
  private record Mount(String root, String point, List<String> controllers) {
    static Mount parse(String line) {
      String[] sides = line.split(" - ", 2);
      String[] where = sides[0].split(" ");
      String[] what = sides.length == 2 ? sides[1].split(" ") : new String[0];
      if (where.length < 5 || what.length < 3 || !where[4].startsWith("/")) {
        return new Mount("", "/", List.of());
      }
      List<String> controllers =
          switch (what[0]) {
            case "cgroup2" -> List.of(UNIFIED);
            case "cgroup" -> Arrays.asList(what[2].split(","));
            default -> List.of();
          };
      return new Mount(where[3].equals("/") ? "" : where[3], where[4], controllers);
    }
  }
}
