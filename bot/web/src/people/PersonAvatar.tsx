/** A person, by the first character of the name. */
export function PersonAvatar({ name }: { name: string }) {
  return (
    <span className="avatar avatar-person" aria-hidden="true">
      {Array.from(name.trim())[0] ?? "客"}
    </span>
  );
}
