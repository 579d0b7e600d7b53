import { ApiError, errorFromBody, offlineError } from "./api-error";
import type { Upload } from "./objects";
import { parsed } from "./request";

const TIMEOUT_MS = 120_000;
const PICTURE_LIMIT = 10 * 1024 * 1024;
const VIDEO_LIMIT = 50 * 1024 * 1024;
export const ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,video/mp4,video/quicktime";

/** What can be refused before a byte is sent; the gateway looks at the bytes themselves. */
export function refusalOf(file: File): ApiError | null {
  const video = file.type.startsWith("video/");
  if (!video && file.type !== "" && !file.type.startsWith("image/")) {
    return new ApiError("NOT_A_PICTURE_OR_VIDEO", "只能上传图片或视频。", 415);
  }
  const limit = video ? VIDEO_LIMIT : PICTURE_LIMIT;
  if (file.size <= limit) return null;
  const sentence = video ? "视频不能超过 50 MB。" : "图片不能超过 10 MB。";
  return new ApiError("FILE_TOO_LARGE", sentence, 413);
}

/** Sends one file, reporting progress from 0 to 1. XMLHttpRequest, because fetch reports none. */
export function sendFile(
  file: File,
  token: string,
  onProgress: (share: number) => void,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", "/api/v1/uploads");
    call.timeout = TIMEOUT_MS;
    call.setRequestHeader("Authorization", `Bearer ${token}`);
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      const body = parsed(call.responseText);
      if (call.status === 201 || call.status === 200) resolve(body as Upload);
      else reject(errorFromBody(call.status, body, call.getResponseHeader("Retry-After")));
    };
    call.onerror = call.ontimeout = call.onabort = () => reject(offlineError());
    const form = new FormData();
    form.append("file", file);
    call.send(form);
  });
}
