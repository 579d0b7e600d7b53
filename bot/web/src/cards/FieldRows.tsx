import type { Field } from "../protocol/objects";

export function FieldRows({ fields }: { fields: Field[] }) {
  if (fields.length === 0) return null;
  return (
    <dl className="fields">
      {fields.map((field, index) => (
        <div key={index}>
          <dt>{field.label}</dt>
          <dd>{field.value}</dd>
        </div>
      ))}
    </dl>
  );
}
