import './style.css';
import { render } from 'preact';
import { App } from './App';
import { follow } from './live';
import './theme';

render(<App />, document.getElementById('page')!);
void follow();
