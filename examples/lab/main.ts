import './style/page.css';
import './style/controls.css';
import './style/ball.css';
import './style/network.css';
import { startBall } from './ball/ball.js';
import { startLab } from './view/app.js';

startBall();
await startLab();
