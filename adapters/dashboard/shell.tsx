// The frame around every page: where one is, whether the gateway is heard, and who one is.

import type { ComponentType, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { roleIn, signOut, useAccess } from './access.ts';
import { useFreshness, usePart } from './live/live.ts';
import { AccessPage } from './pages/access.tsx';
import { NowPage } from './pages/now.tsx';
import { PlanPage } from './pages/plan.tsx';
import { SessionsPage } from './pages/sessions.tsx';
import { SitePage } from './pages/site.tsx';
import { StationsPage } from './pages/stations.tsx';
import { UplinkPage } from './pages/uplink.tsx';
import { Act } from './parts/act.tsx';
import { Dialog } from './parts/dialog.tsx';
import { EndingBar } from './parts/ending-bar.tsx';
import type { IconName } from './parts/icon.tsx';
import { Icon } from './parts/icon.tsx';
import { PasswordDialog } from './parts/password-dialog.tsx';
import { Preferences } from './parts/preferences.tsx';
import type { Route } from './route.ts';
import { hrefTo, useRoute } from './route.ts';
import { clockWithSeconds, duration } from './text/format.ts';
import { useWords } from './text/language.ts';

type PageName = 'now' | 'plan' | 'sessions' | 'stations' | 'site' | 'users' | 'uplinks';

interface PageOf {
  readonly name: PageName;
  /** Without one it is reached from another page. */
  readonly icon?: IconName;
  readonly Page: ComponentType<{ route: Route }>;
}

const pages: readonly PageOf[] = [
  { name: 'now', icon: 'now', Page: NowPage },
  { name: 'plan', icon: 'plan', Page: PlanPage },
  { name: 'sessions', icon: 'sessions', Page: SessionsPage },
  { name: 'stations', icon: 'stations', Page: StationsPage },
  { name: 'site', icon: 'site', Page: SitePage },
  { name: 'users', icon: 'users', Page: AccessPage },
  { name: 'uplinks', Page: UplinkPage },
];

export function Shell(): JSX.Element {
  const words = useWords();
  const route = useRoute();
  const { state } = useFreshness();
  const [name = 'now'] = route.path;
  const { name: here, Page } = pages.find((page) => page.name === name) ?? pages[0]!;
  const main = useRef<HTMLElement>(null);
  const path = route.path.join('/');
  useEffect(() => {
    document.title = `${words.pages[here]} · Busbar`;
  }, [here, words]);
  useEffect(() => scrollTo(0, 0), [path]);
  const skip = (event: Event): void => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <div class={state === 'lost' ? 'shell is-lost' : 'shell'}>
      <a class="skip" href="#main" onClick={skip}>
        {words.skip}
      </a>
      <Topbar />
      <div class="banners">
        {state === 'lost' && <LostBanner />}
        <EndingBar />
      </div>
      <nav class="rail" aria-label={words.navigation}>
        <ul>
          {pages.map(({ name: one, icon }) =>
            icon === undefined ? null : (
              <li key={one}>
                <a href={hrefTo(one)} {...(one === here && { 'aria-current': 'page' })}>
                  <Icon name={icon} size={20} />
                  <span>{words.pages[one]}</span>
                </a>
              </li>
            ),
          )}
        </ul>
      </nav>
      <main class="page" id="main" tabIndex={-1} ref={main}>
        <Page key={`${here}/${route.path[1] ?? ''}`} route={route} />
      </main>
    </div>
  );
}

function Topbar(): JSX.Element {
  const words = useWords();
  const access = useAccess();
  const [isOpen, setOpen] = useState(false);
  const [isPassword, setPassword] = useState(false);
  const site = usePart<{ name: string }>('site');
  const role = roleIn(access);
  const name = access?.state === 'claimed' ? (access.user?.name ?? words.menu) : words.menu;
  return (
    <header class="topbar">
      <span class="brand">
        <img src="/busbar.svg" alt="" />
        <span>{site?.name ?? 'Busbar'}</span>
      </span>
      <span class="space" />
      <Pulse />
      <button
        type="button"
        class="act quiet"
        aria-haspopup="dialog"
        aria-label={name === words.menu ? name : `${words.menu}, ${name}`}
        onClick={() => setOpen(true)}
      >
        <Icon name="menu" />
        <span class="who">{name}</span>
      </button>
      {isOpen && (
        <Dialog title={words.menu} onClose={() => setOpen(false)}>
          <div class="stack">
            {access?.user !== undefined && role !== undefined && (
              <p>
                {access.user.name} <span class="muted">{words.roles[role]}</span>
              </p>
            )}
            {access?.state === 'open' && <p class="note warn">{words.access.open}</p>}
            <Preferences />
            {access?.state === 'claimed' && access.user !== undefined && (
              <Act onClick={() => setPassword(true)}>{words.users.newPassword}</Act>
            )}
            {isPassword && access?.user !== undefined && (
              <PasswordDialog name={access.user.name} onClose={() => setPassword(false)} />
            )}
            {access?.state === 'claimed' && access.user !== undefined && (
              <Act onClick={() => void signOut()}>{words.access.signOut}</Act>
            )}
          </div>
        </Dialog>
      )}
    </header>
  );
}

/** Counts how long nothing was heard, while nothing is. */
function useTick(isOn: boolean): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setCount((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [isOn]);
}

function Pulse(): JSX.Element {
  const words = useWords();
  const { state, heardAt } = useFreshness();
  return (
    <span class={`pulse ${state}`} role="status" aria-label={words.fresh[state]}>
      <Icon name={state === 'live' ? 'ok' : state === 'lost' ? 'off' : 'info'} size={16} />
      <span class="pulse-text">{words.fresh[state]}</span>
      {heardAt > 0 && (
        <span class="figure" aria-hidden="true">
          {clockWithSeconds(heardAt)}
        </span>
      )}
    </span>
  );
}

function LostBanner(): JSX.Element {
  const words = useWords();
  const { heardAt } = useFreshness();
  useTick(true);
  return (
    <div class="lost-banner" role="alert">
      <Icon name="alarm" /> {words.lost(clockWithSeconds(heardAt))}{' '}
      <span class="figure" aria-hidden="true">
        {words.lostFor(duration(Date.now() - heardAt))}
      </span>
    </div>
  );
}
