import { useState } from "react";
import { VideoIcon } from "../look/icons";
import type { Upload } from "../protocol/objects";
import { PictureViewer } from "./PictureViewer";

/** Pictures as thumbnails, videos as a file to open. The addresses are signed and expire. */
export function UploadList({ uploads }: { uploads: Upload[] }) {
  const [open, setOpen] = useState<Upload | null>(null);
  if (uploads.length === 0) return null;
  return (
    <>
      <ul className="uploads">
        {uploads.map((upload, index) => (
          <li key={upload.upload_id}>
            {upload.media_type.startsWith("image/") ? (
              <button
                type="button"
                className="upload-picture"
                aria-label={`查看图片 ${index + 1}`}
                onClick={() => setOpen(upload)}
              >
                <img src={upload.url} alt="" />
              </button>
            ) : (
              <a className="upload-file" href={upload.url} target="_blank" rel="noopener noreferrer">
                <VideoIcon />
                视频 {(upload.bytes / 1_048_576).toFixed(1)} MB
              </a>
            )}
          </li>
        ))}
      </ul>
      {open !== null && <PictureViewer url={open.url} onClose={() => setOpen(null)} />}
    </>
  );
}
