import { useEffect, useRef, useState } from "react";
import { sentenceOf } from "../../protocol/api-error";
import type { Upload } from "../../protocol/objects";
import { refusalOf } from "../../protocol/upload";
import { newId } from "../../text/new-id";

export type UploadDoor = (file: File, onProgress: (share: number) => void) => Promise<Upload>;

export interface Attachment {
  id: string;
  file: File;
  /** An address of the file in this page, for the preview. */
  preview: string;
  /** 0 to 1. */
  progress: number;
  upload: Upload | null;
  error: string | null;
}

const MOST = 6;

/** The files picked for the next message: each uploads at once and may be retried or removed. */
export function useAttachments(upload: UploadDoor) {
  const [list, setList] = useState<Attachment[]>([]);
  const previews = useRef(new Set<string>());

  useEffect(() => {
    const made = previews.current;
    return () => made.forEach((address) => URL.revokeObjectURL(address));
  }, []);

  const change = (id: string, fields: Partial<Attachment>) =>
    setList((now) => now.map((one) => (one.id === id ? { ...one, ...fields } : one)));

  const start = async (id: string, file: File) => {
    change(id, { progress: 0, error: null });
    try {
      const refusal = refusalOf(file);
      if (refusal) throw refusal;
      change(id, { upload: await upload(file, (progress) => change(id, { progress })) });
    } catch (error) {
      change(id, { error: sentenceOf(error) });
    }
  };

  const add = (files: File[]) => {
    const added = files.slice(0, MOST - list.length).map((file): Attachment => {
      const preview = URL.createObjectURL(file);
      previews.current.add(preview);
      return { id: newId(), file, preview, progress: 0, upload: null, error: null };
    });
    setList((now) => [...now, ...added]);
    for (const one of added) void start(one.id, one.file);
  };

  const drop = (gone: Attachment[]) => {
    for (const { preview } of gone) {
      URL.revokeObjectURL(preview);
      previews.current.delete(preview);
    }
    setList((now) => now.filter((one) => !gone.includes(one)));
  };

  return {
    list,
    done: list.flatMap((one) => (one.upload === null ? [] : [one.upload])),
    busy: list.some((one) => one.upload === null && one.error === null),
    add,
    retry: (one: Attachment) => void start(one.id, one.file),
    remove: (one: Attachment) => drop([one]),
    clear: () => drop(list),
  };
}
