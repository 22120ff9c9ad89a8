/* What every page stands on, and the page that opens first.  The build lets each page import this, so that all of it
 * is one file to fetch and not one for every set of pages that share something (build.mjs). */
import './shell.tsx';
import './pages/overview/overview.tsx';
