package io.stepscope.tracker.wandb;

import java.util.List;
import java.util.Map;

/** A picture that lies in the files of the run. */
record ImageFile(MediaFile file, int width, int height) {

  /** {@code image-file}, or {@code images/separated} of several. */
  static String json(List<ImageFile> images) {
    ImageFile first = images.get(0);
    Map<String, Object> json = first.file.json("image-file");
    if (images.size() > 1) {
      json.clear();
      json.put("_type", "images/separated");
      json.put("count", images.size());
      json.put("filenames", images.stream().map(image -> image.file.path()).toList());
    }
    json.put("format", "png");
    json.put("width", first.width);
    json.put("height", first.height);
    return Json.of(json);
  }
}
