const KEY = "aftersales-desk-sound";

/** Two short notes for news. Browsers allow sound only after the first click or key. */
export class Chime {
  private context: AudioContext | null = null;
  on = localStorage.getItem(KEY) !== "off";

  constructor() {
    const unlock = () => {
      this.context ??= new AudioContext();
      void this.context.resume();
    };
    addEventListener("pointerdown", unlock, { once: true });
    addEventListener("keydown", unlock, { once: true });
  }

  turn(on: boolean): void {
    this.on = on;
    localStorage.setItem(KEY, on ? "on" : "off");
    if (on) this.ring();
  }

  ring(): void {
    if (!this.on || this.context?.state !== "running") return;
    this.tone(this.context, 784, 0);
    this.tone(this.context, 1047, 0.14);
  }

  private tone(context: AudioContext, hertz: number, delay: number): void {
    const from = context.currentTime + delay;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.16, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.26);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + 0.28);
  }
}
