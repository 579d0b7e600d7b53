import { type FormEvent, useState } from "react";
import { BotAvatar } from "../../people/BotAvatar";
import { sentenceOf } from "../../protocol/api-error";

interface Props {
  notice: string | null;
  onSignIn: (username: string, password: string) => Promise<void>;
}

export function SignIn({ notice, onSignIn }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await onSignIn(String(form.get("username")).trim(), String(form.get("password")));
    } catch (problem) {
      setError(sentenceOf(problem));
      setBusy(false);
    }
  };

  return (
    <main className="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <BotAvatar size="large" />
        <h1>客服工作台</h1>
        <label>
          账号
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            autoFocus
            data-testid="agent-username"
          />
        </label>
        <label>
          密码
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            data-testid="agent-password"
          />
        </label>
        {(error ?? notice) !== null && (
          <p className="sign-in-error" role="alert">
            {error ?? notice}
          </p>
        )}
        <button type="submit" className="button button-lead" disabled={busy} data-testid="agent-signin">
          {busy ? "正在登录…" : "登录"}
        </button>
      </form>
    </main>
  );
}
