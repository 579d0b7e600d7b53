import { useState } from "react";
import { StarIcon } from "../../look/icons";

const STARS = [1, 2, 3, 4, 5];
const WORDS = ["", "很不满意", "不满意", "一般", "满意", "非常满意"];

export function Rating({ name, onRate }: { name: string; onRate: (stars: number) => void }) {
  const [pointed, setPointed] = useState(0);
  return (
    <section className="rating" data-testid="rating" onMouseLeave={() => setPointed(0)}>
      <h2>{name} 的服务，您满意吗？</h2>
      <div className="stars">
        {STARS.map((stars) => (
          <button
            key={stars}
            type="button"
            className={stars <= pointed ? "star star-lit" : "star"}
            aria-label={`${stars} 分，${WORDS[stars]}`}
            data-testid={`rate-${stars}`}
            onMouseEnter={() => setPointed(stars)}
            onFocus={() => setPointed(stars)}
            onClick={() => onRate(stars)}
          >
            <StarIcon />
          </button>
        ))}
      </div>
      <p>{pointed === 0 ? "您的评价帮助我们改进服务" : WORDS[pointed]}</p>
    </section>
  );
}
